package dev.cairn.datastore.wrapper;

/**
 * Opens spans: the seam to whatever traces requests. Called by any number of threads at once, in
 * the calling thread, so that a span's parent can be found there; it must not throw.
 */
@FunctionalInterface
public interface Tracer {

  /**
   * {@return a span that begins now; it is closed exactly once}
   *
   * @param name what is done, such as {@code datastore.get}
   */
  Span open(String name);

  /**
   * A stretch of time in which something is done. For one thread at a time; that of a query may be
   * closed by another thread than the one that opened it.
   */
  interface Span extends AutoCloseable {

    /**
     * Notes something about what is done.
     *
     * @param name such as {@code datastore.key}
     * @param value in words
     */
    void attribute(String name, String value);

    /**
     * Notes that it failed.
     *
     * @param failure why
     */
    void failed(Throwable failure);

    /** Ends the span. */
    @Override
    void close();
  }
}
