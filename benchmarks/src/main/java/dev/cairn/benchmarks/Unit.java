package dev.cairn.benchmarks;

import java.util.Locale;

/** What a figure is counted in, and whether more of it is better. */
enum Unit {
  CALLS_PER_SECOND("calls/s", true),
  ENTRIES_PER_SECOND("entries/s", true),
  KEYS_PER_SECOND("keys/s", true),
  BYTES_PER_CALL("bytes/call", false),
  BYTES_PER_ENTRY("bytes/entry", false),
  BYTES_PER_KEY("bytes/key", false),
  MILLISECONDS("ms", false),
  TIMES("times", true);

  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;

  private final String text;
  private final boolean moreIsBetter;

  Unit(String text, boolean moreIsBetter) {
    this.text = text;
    this.moreIsBetter = moreIsBetter;
  }

  /** {@return how often better {@code ours} is than {@code peer}: above 1 where it is better} */
  double advantage(double ours, double peer) {
    return moreIsBetter ? ours / peer : peer / ours;
  }

  /** {@return {@code value} with three or more digits and the unit} */
  String show(double value) {
    if (this == TIMES) {
      return String.format(Locale.ROOT, "%.3f %s", value, text);
    }
    if (value >= MILLION) {
      return String.format(Locale.ROOT, "%.2f M %s", value / MILLION, text);
    }
    if (value >= 100 * THOUSAND) {
      return String.format(Locale.ROOT, "%.0f k %s", value / THOUSAND, text);
    }
    if (value >= THOUSAND) {
      return String.format(Locale.ROOT, "%.1f k %s", value / THOUSAND, text);
    }
    return String.format(Locale.ROOT, "%.1f %s", value, text);
  }

  @Override
  public String toString() {
    return text;
  }
}
