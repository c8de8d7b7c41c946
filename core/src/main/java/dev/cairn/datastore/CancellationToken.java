package dev.cairn.datastore;

import java.time.Clock;
import java.time.Instant;

/**
 * Tells work that goes on step by step whether to stop: it is asked before each step, and work that
 * has to stop throws {@link CancelledException}. A step that has begun ends by itself, so that
 * nobody's file or socket is closed under them, as an interrupt would do.
 *
 * <p>Anything that can answer will do, such as {@code AtomicBoolean::get} or {@code
 * Future::isCancelled}. It is asked by any thread and often, so it answers at once; having answered
 * {@code true}, it stays with that.
 *
 * <pre>{@code
 * AtomicBoolean stop = new AtomicBoolean();
 * Results results = store.query(Query.all().cancelledBy(stop::get));
 * }</pre>
 */
@FunctionalInterface
public interface CancellationToken {

  /** {@return whether the work is to stop} */
  boolean isCancelled();

  /** {@return the token of work that nobody stops} */
  static CancellationToken never() {
    return () -> false;
  }

  /**
   * {@return the token of work that may take until a moment}
   *
   * @param deadline the first moment at which the work is to stop
   * @param clock tells the time
   */
  static CancellationToken at(Instant deadline, Clock clock) {
    return () -> !clock.instant().isBefore(deadline);
  }

  /**
   * {@return a token that stops the work as soon as this one or {@code other} does}
   *
   * @param other what may stop the work as well
   */
  default CancellationToken or(CancellationToken other) {
    return () -> isCancelled() || other.isCancelled();
  }

  /**
   * Does nothing while the work may go on.
   *
   * @param work what is being done, such as {@code list /blocks}; its text goes into the message
   * @throws CancelledException if it is to stop
   */
  default void check(Object work) {
    if (isCancelled()) {
      throw new CancelledException(
          "stopped before the end, since the caller cancelled it: %s; ask again if need be"
              .formatted(work));
    }
  }
}
