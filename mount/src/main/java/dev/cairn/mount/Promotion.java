package dev.cairn.mount;

/**
 * When a {@link MultiBlockstore} copies a block into its cache that it has read from an aux. Copies
 * are not pinned: a collector may sweep them.
 */
public final class Promotion {

  private static final Promotion NEVER = new Promotion(0);
  private static final Promotion ALWAYS = new Promotion(1);

  private final int hits;

  private Promotion(int hits) {
    this.hits = hits;
  }

  /** {@return never: the block stays where it is} */
  public static Promotion never() {
    return NEVER;
  }

  /** {@return at the first read} */
  public static Promotion always() {
    return ALWAYS;
  }

  /**
   * {@return at the read of this number} Counted in a table of fixed size, so that a block among
   * very many may need a few more.
   *
   * @param hits from 1 to 65535
   */
  public static Promotion afterHits(int hits) {
    if (hits < 1 || hits > HitCounts.MOST) {
      throw new IllegalArgumentException(
          "a block cannot be promoted after %d hits; give 1 to %d".formatted(hits, HitCounts.MOST));
    }
    return new Promotion(hits);
  }

  boolean isNever() {
    return hits == 0;
  }

  /** {@return how many reads it takes; 0 for never} */
  public int hits() {
    return hits;
  }

  /** {@return when} */
  @Override
  public String toString() {
    return isNever() ? "never" : "after " + hits + " hits";
  }
}
