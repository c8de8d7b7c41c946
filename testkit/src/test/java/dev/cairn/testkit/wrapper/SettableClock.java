package dev.cairn.testkit.wrapper;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. */
final class SettableClock extends Clock {

  static final Instant START = Instant.parse("2026-01-02T03:04:05.000000006Z");

  private volatile Instant now = START;

  void set(Instant instant) {
    now = instant;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves it
  void move(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock has no zone");
  }
}
