package dev.cairn.mount;

import java.time.Instant;
import java.util.Optional;

/**
 * How one mount of a {@link MultiBlockstore} is, and what became of the questions to it since it
 * was mounted.
 *
 * @param name the name of the mount
 * @param state whether it is asked
 * @param lastFailure the failure that counted last against it, where there was one since it was
 *     well
 * @param hits how often it had the block
 * @param misses how often it did not have it
 * @param errors how often it failed, or had a damaged copy
 * @param heals how many damaged copies in it were replaced by good ones
 * @param promotions how many blocks were copied from it into the cache
 * @param elisions how many puts were needless on account of a copy in it
 */
public record MountHealth(
    String name,
    State state,
    Optional<Failure> lastFailure,
    long hits,
    long misses,
    long errors,
    long heals,
    long promotions,
    long elisions) {

  /** Whether a mount is asked. */
  public enum State {
    /** It is asked. The cache always is. */
    HEALTHY,

    /** It has failed too often in a row, and is not asked for a while. */
    TRIPPED,

    /** That while is over: the next question tells whether it is well again. */
    HALF_OPEN
  }

  /**
   * A failure that counted against a mount.
   *
   * @param inARow how many failures there have been since the last answer
   * @param at when the last of them was
   * @param reason the last of them
   */
  public record Failure(int inARow, Instant at, RuntimeException reason) {}
}
