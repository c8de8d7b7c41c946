package dev.cairn.gc;

/**
 * How full the first mount may get before it is collected. It limits nothing: writes go on above
 * it.
 *
 * <p>What counts is what the first mount takes, and nothing else: bytes of an aux cannot be freed
 * by a collection, so a collector that counted them would run for ever.
 *
 * @param capacity bytes that the first mount should take at most, more than 0
 * @param percent of the capacity from which on it is collected, 1 to 100
 */
public record Watermark(long capacity, int percent) {

  /** The percentage that Kubo has by default. */
  public static final int DEFAULT_PERCENT = 90;

  /**
   * Creates a watermark.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Watermark {
    if (capacity <= 0 || percent < 1 || percent > 100) {
      throw new IllegalArgumentException(
          "a watermark lies at 1 to 100 percent of more than 0 bytes, not at %d percent of %d"
              .formatted(percent, capacity));
    }
  }

  /**
   * {@return the watermark at {@value #DEFAULT_PERCENT} percent}
   *
   * @param capacity bytes that the first mount should take at most, more than 0
   * @throws IllegalArgumentException if it is 0 or negative
   */
  public static Watermark of(long capacity) {
    return new Watermark(capacity, DEFAULT_PERCENT);
  }

  /** {@return the bytes from which on the first mount is collected, at least 1} */
  public long bytes() {
    return Math.max(1, capacity / 100 * percent + capacity % 100 * percent / 100);
  }

  /**
   * {@return whether it is time to collect}
   *
   * @param usage bytes that the first mount takes
   */
  public boolean isReachedBy(long usage) {
    return usage >= bytes();
  }
}
