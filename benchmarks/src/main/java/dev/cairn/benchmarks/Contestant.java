package dev.cairn.benchmarks;

/** One side of a comparison: does the same job again and again, and tells how well it went. */
interface Contestant extends AutoCloseable {

  /**
   * {@return how it went this time, in the unit of the figure}
   *
   * @throws Exception whatever went wrong, which ends the run
   */
  double measure() throws Exception;

  /** Frees what the job needs; here, nothing. */
  @Override
  default void close() {}
}
