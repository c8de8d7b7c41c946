package dev.cairn.benchmarks;

import java.util.Locale;

/** Where a ratio lies, from {@code low} to {@code high}. */
record Interval(double low, double high) {

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f to %.2f", low, high);
  }
}
