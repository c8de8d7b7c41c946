package dev.cairn.benchmarks;

/** How much work is put into a figure. */
enum Scale {
  /** Small data, for a first look: at most {@link #QUICK_FIGURES} figures, within a minute. */
  QUICK(7, 1),
  /** Data that is larger than caches. */
  FULL(9, 2);

  static final int QUICK_FIGURES = 16;

  private final int rounds;
  private final int warmups;

  Scale(int rounds, int warmups) {
    this.rounds = rounds;
    this.warmups = warmups;
  }

  /** {@return how often ours and the peer alternate} */
  int rounds() {
    return rounds;
  }

  /** {@return how many rounds before those do not count} */
  int warmups() {
    return warmups;
  }

  /** {@return the one number or the other} */
  int of(int quick, int full) {
    return this == QUICK ? quick : full;
  }
}
