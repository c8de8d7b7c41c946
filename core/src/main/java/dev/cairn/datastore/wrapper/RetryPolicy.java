package dev.cairn.datastore.wrapper;

import java.time.Duration;

/**
 * How often, and after which pauses, a failed call is made again. The pauses double, up to the
 * longest; of each, a random part may be left out, so that callers that failed together do not come
 * back together.
 *
 * @param attempts how often a call is made at the most, at least 1
 * @param firstPause the pause before the second attempt, at least 0
 * @param longestPause the longest pause, at least the first
 * @param jitter the greatest part of a pause that is left out, from 0 to 1
 * @param budget within what time of the first attempt the last one has to begin
 */
public record RetryPolicy(
    int attempts, Duration firstPause, Duration longestPause, double jitter, Duration budget) {

  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(5, Duration.ofMillis(10), Duration.ofSeconds(1), 0.5, Duration.ofSeconds(10));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public RetryPolicy {
    require(attempts >= 1, "the attempts are at least 1, not " + attempts);
    require(!firstPause.isNegative(), "the first pause is at least 0, not " + firstPause);
    require(
        longestPause.compareTo(firstPause) >= 0,
        "the longest pause is at least the first, %s, not %s".formatted(firstPause, longestPause));
    require(jitter >= 0 && jitter <= 1, "the jitter is from 0 to 1, not " + jitter);
    require(!budget.isNegative(), "the budget is at least 0, not " + budget);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * {@return five attempts within ten seconds, with pauses of 10, 20, 40 and 80 milliseconds of
   * which up to half is left out}
   */
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * {@return this policy with another number of attempts}
   *
   * @param number at least 1
   */
  public RetryPolicy withAttempts(int number) {
    return new RetryPolicy(number, firstPause, longestPause, jitter, budget);
  }

  /**
   * {@return this policy with other pauses}
   *
   * @param first the pause before the second attempt, at least 0
   * @param longest the longest pause, at least the first
   */
  public RetryPolicy withPauses(Duration first, Duration longest) {
    return new RetryPolicy(attempts, first, longest, jitter, budget);
  }

  /**
   * {@return this policy with another jitter}
   *
   * @param part the greatest part of a pause that is left out, from 0 to 1
   */
  public RetryPolicy withJitter(double part) {
    return new RetryPolicy(attempts, firstPause, longestPause, part, budget);
  }

  /**
   * {@return this policy with another budget}
   *
   * @param time within what time of the first attempt the last one has to begin
   */
  public RetryPolicy withBudget(Duration time) {
    return new RetryPolicy(attempts, firstPause, longestPause, jitter, time);
  }

  /**
   * {@return the pause after an attempt that failed}
   *
   * @param attempt which one, from 1
   * @param random from 0 to 1, exclusive: which part of the jitter is left out
   */
  public Duration pauseAfter(int attempt, double random) {
    Duration pause = firstPause;
    for (int i = 1; i < attempt && !pause.isZero() && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    Duration whole = pause.compareTo(longestPause) < 0 ? pause : longestPause;
    return whole.minusNanos((long) (whole.toNanos() * jitter * random));
  }
}
