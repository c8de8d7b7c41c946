package dev.cairn.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is expected of a figure.
 *
 * @param text how it is told
 * @param leastRatio the ratio to the peer that it must reach
 * @param most the most it may be, of what is the same on every machine
 */
record Goal(String text, OptionalDouble leastRatio, OptionalDouble most) {

  /** Nothing in particular. */
  static final Goal NONE = told("-");

  static Goal ratio(double least) {
    return new Goal(
        String.format(Locale.ROOT, "%.2f", least),
        OptionalDouble.of(least),
        OptionalDouble.empty());
  }

  /** {@return a goal that is told and decides nothing, since it depends on the machine} */
  static Goal told(String text) {
    return new Goal(text, OptionalDouble.empty(), OptionalDouble.empty());
  }

  /** {@return a goal for what is counted, not timed, and thus the same on every machine} */
  static Goal atMost(double most) {
    return new Goal(
        String.format(Locale.ROOT, "at most %.0f", most),
        OptionalDouble.empty(),
        OptionalDouble.of(most));
  }

  /** {@return whether {@code ours} is more than it may be} */
  boolean isExceededBy(double ours) {
    return most.isPresent() && ours > most.getAsDouble();
  }

  /** {@return whether all of {@code ratio} lies below what is expected} */
  boolean isMissedBy(Interval ratio) {
    return leastRatio.isPresent() && ratio.high() < leastRatio.getAsDouble();
  }
}
