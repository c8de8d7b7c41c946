package dev.cairn.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The figures that belong together, and are measured by one name. */
enum Suite {
  /** Keys and the store in memory. */
  CORE("Keys and the store in memory", Goal.NONE, CoreFigures::at),
  /** Each engine against its bare API. */
  ENGINES("Engines against their bare interfaces", Goal.ratio(0.98), EngineFigures::at),
  /** Mounts against the stores below them. */
  MOUNT("Mounts against the stores below them", Goal.NONE, MountFigures::at),
  /** Several blockstores as one against the very store that answers. */
  BLOCKS("Several blockstores as one", Goal.NONE, BlockFigures::at),
  /** Resets of the keystore against the original's algorithm on the same engine. */
  KEYSTORE("The keystore against the original's algorithm", Goal.NONE, KeystoreFigures::at),
  /** Collections, and what writers notice of them. */
  GC("Collections of blocks that nothing keeps", Goal.NONE, GcFigures::at);

  /** The name of all of them. */
  static final String ALL = "all";

  private final String title;
  private final Goal mean;

  @SuppressWarnings("ImmutableEnumChecker") // a method
  private final Function<Scale, List<Figure>> figures;

  Suite(String title, Goal mean, Function<Scale, List<Figure>> figures) {
    this.title = title;
    this.mean = mean;
    this.figures = figures;
  }

  /** {@return the suites of this name; none where it is unknown} */
  static List<Suite> named(String name) {
    return Arrays.stream(values())
        .filter(suite -> name.equals(ALL) || suite.toString().equals(name))
        .toList();
  }

  /** {@return the names that there are} */
  static String names() {
    return String.join(", ", Arrays.stream(values()).map(Suite::toString).toList()) + ", " + ALL;
  }

  /** {@return the figures of each of some suites; where they are to be quick, as many as fit} */
  static Map<Suite, List<Figure>> figures(List<Suite> suites, Scale scale) {
    int most = scale == Scale.QUICK ? Scale.QUICK_FIGURES / suites.size() : Integer.MAX_VALUE;
    Map<Suite, List<Figure>> figures = new EnumMap<>(Suite.class);
    for (Suite suite : suites) {
      figures.put(suite, suite.figures.apply(scale).stream().limit(most).toList());
    }
    return figures;
  }

  /** {@return the measurements of its figures, and what is made of them} */
  List<Measurement> withSummary(List<Measurement> measurements) {
    List<Measurement> all = new ArrayList<>(measurements);
    if (mean.leastRatio().isPresent()) {
      all.add(Measurement.geometricMean(measurements, mean));
    }
    return all;
  }

  /** {@return what it measures, as a heading} */
  String title() {
    return title;
  }

  /** {@return the name in lower case} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
