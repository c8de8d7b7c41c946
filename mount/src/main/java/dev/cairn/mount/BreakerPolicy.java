package dev.cairn.mount;

import java.time.Duration;

/**
 * When a mount that fails is no longer asked, and for how long.
 *
 * @param failures after how many failures in a row; at least 1
 * @param pause for how long, until one question is let through to see whether the mount is well
 *     again; positive
 */
public record BreakerPolicy(int failures, Duration pause) {

  /** Checks the values. */
  public BreakerPolicy {
    if (failures < 1) {
      throw new IllegalArgumentException(
          "a mount cannot be given up after %d failures; 1 is the least".formatted(failures));
    }
    if (pause.isZero() || pause.isNegative()) {
      throw new IllegalArgumentException(
          "a mount cannot be left alone for %s; give a positive time".formatted(pause));
    }
  }

  /** {@return five failures, and 30 seconds} */
  public static BreakerPolicy defaults() {
    return new BreakerPolicy(5, Duration.ofSeconds(30));
  }

  /** {@return what asks a mount always, however often it fails} */
  public static BreakerPolicy never() {
    return new BreakerPolicy(Integer.MAX_VALUE, Duration.ofSeconds(1));
  }
}
