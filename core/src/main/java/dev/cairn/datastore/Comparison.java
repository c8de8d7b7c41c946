package dev.cairn.datastore;

/** How a {@link Filter} compares, always as unsigned bytes. */
public enum Comparison {
  /** Equal. */
  EQUAL("=="),
  /** Not equal. */
  NOT_EQUAL("!="),
  /** Strictly greater. */
  GREATER(">"),
  /** Greater or equal. */
  AT_LEAST(">="),
  /** Strictly less. */
  LESS("<"),
  /** Less or equal. */
  AT_MOST("<=");

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  /**
   * {@return whether a comparator's result, that of the entry against the given bytes, satisfies}
   *
   * @param compared negative, 0 or positive, as a comparator answers
   */
  public boolean accepts(int compared) {
    return switch (this) {
      case EQUAL -> compared == 0;
      case NOT_EQUAL -> compared != 0;
      case GREATER -> compared > 0;
      case AT_LEAST -> compared >= 0;
      case LESS -> compared < 0;
      case AT_MOST -> compared <= 0;
    };
  }

  /** {@return the operator as go-datastore writes it, such as {@code >=}} */
  @Override
  public String toString() {
    return symbol;
  }
}
