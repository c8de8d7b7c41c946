package dev.cairn.mount;

import java.util.concurrent.atomic.LongAdder;

/** Counts what became of the questions to one mount, for many threads at once. */
final class Tally {

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder heals = new LongAdder();
  private final LongAdder promotions = new LongAdder();
  private final LongAdder elisions = new LongAdder();

  void answered(boolean hit) {
    (hit ? hits : misses).increment();
  }

  void failed() {
    errors.increment();
  }

  /** A copy here was replaced by a good one. */
  void healed() {
    heals.increment();
  }

  /** A block was copied from here into the cache. */
  void promoted() {
    promotions.increment();
  }

  /** A copy here made a write to the cache needless. */
  void elided() {
    elisions.increment();
  }

  MountHealth health(String name, CircuitBreaker breaker) {
    return new MountHealth(
        name,
        breaker.state(),
        breaker.lastFailure(),
        hits.sum(),
        misses.sum(),
        errors.sum(),
        heals.sum(),
        promotions.sum(),
        elisions.sum());
  }
}
