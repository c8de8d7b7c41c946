package dev.cairn.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntSupplier;

/** What a call allocates, by the JVM's own count for the calling thread. */
final class Allocation implements Contestant {

  private static final int CALLS = 1_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final IntSupplier call;
  private int result;

  Allocation(IntSupplier call) {
    this.call = call;
  }

  /** {@return bytes for each call} */
  @Override
  public double measure() {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      result += call.getAsInt();
    }
    return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }

  /** {@return what the calls gave, so that none is left out} */
  int result() {
    return result;
  }
}
