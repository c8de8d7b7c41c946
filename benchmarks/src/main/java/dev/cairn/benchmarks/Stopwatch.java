package dev.cairn.benchmarks;

import java.time.Duration;

/** Times whole jobs. */
final class Stopwatch {

  private static final double NANOSECONDS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private Stopwatch() {}

  /** Something to time. */
  interface Job {
    /**
     * Does it.
     *
     * @throws Exception whatever went wrong, which ends the run
     */
    void run() throws Exception;
  }

  /**
   * {@return how many steps a second a job made}
   *
   * @param steps how many steps the job is
   * @param job what to time
   * @throws Exception whatever the job throws
   */
  static double rate(long steps, Job job) throws Exception {
    long start = System.nanoTime();
    job.run();
    return steps * NANOSECONDS_PER_SECOND / (System.nanoTime() - start);
  }
}
