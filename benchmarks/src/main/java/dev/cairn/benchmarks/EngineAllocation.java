package dev.cairn.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.cairn.datastore.Key;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What a job allocates for each entry, by the JVM's own count for the calling thread. */
record EngineAllocation(EngineJob job) implements Contestant {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** {@return bytes for each entry} */
  @Override
  public double measure() throws Exception {
    List<Key> round = job.next();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    job.work(round);
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / job.steps();
  }

  @Override
  public void close() {
    job.close();
  }
}
