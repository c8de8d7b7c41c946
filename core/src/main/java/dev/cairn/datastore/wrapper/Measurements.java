package dev.cairn.datastore.wrapper;

/**
 * Takes what a {@link MeasuredDatastore} measures: the seam to whatever collects metrics. Called by
 * any number of threads at once, behind each call, in the calling thread; it must not throw.
 */
@FunctionalInterface
public interface Measurements {

  /** Takes nothing; {@link MeasuredDatastore#around} then wraps nothing. */
  Measurements NONE = (operation, outcome, nanos, bytes) -> {};

  /**
   * Takes one call.
   *
   * @param operation what kind of call
   * @param outcome how it ended; absence is no failure
   * @param nanos how long it took, in nanoseconds; for a query, from the question to the closing
   * @param bytes how many bytes of values it wrote or read, 0 where it moved none
   */
  void record(Operation operation, Outcome outcome, long nanos, long bytes);
}
