package dev.cairn.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that stands until it is set: time for tests, which never wait.
 *
 * <p>Any number of threads may read it while one sets it.
 */
public final class SettableClock extends Clock {

  private volatile Instant now;

  /**
   * Creates a clock.
   *
   * @param start what it shows until it is set
   */
  public SettableClock(Instant start) {
    this.now = start;
  }

  /**
   * Sets the clock, forth or back.
   *
   * @param time what it shows from now on
   */
  public void set(Instant time) {
    now = time;
  }

  /**
   * Moves the clock.
   *
   * @param duration how far; back where it is negative
   */
  public void advance(Duration duration) {
    set(now.plus(duration));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** {@return this very clock: its time is that of UTC, whatever is asked for} */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
