package dev.cairn.benchmarks;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What is expected of a figure.
 *
 * @param text how it is told
 * @param leastRatio the ratio to the peer that it must reach; only this decides anything
 */
record Goal(String text, OptionalDouble leastRatio) {

  /** Nothing in particular. */
  static final Goal NONE = new Goal("-", OptionalDouble.empty());

  static Goal ratio(double least) {
    return new Goal(String.format(Locale.ROOT, "%.2f", least), OptionalDouble.of(least));
  }

  /** {@return a goal that is told and decides nothing, since it depends on the machine} */
  static Goal told(String text) {
    return new Goal(text, OptionalDouble.empty());
  }

  /** {@return whether all of {@code ratio} lies below what is expected} */
  boolean isMissedBy(Interval ratio) {
    return leastRatio.isPresent() && ratio.high() < leastRatio.getAsDouble();
  }
}
