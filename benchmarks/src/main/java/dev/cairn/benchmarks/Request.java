package dev.cairn.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was asked for on the command line.
 *
 * @param name what to measure, as the command line names it
 * @param suites the same
 * @param scale how much
 * @param output how to show it
 */
record Request(String name, List<Suite> suites, Scale scale, Output output) {

  /** How results are shown. */
  enum Output {
    TABLE,
    JSON,
    /** As a table, and in docs/performance.md with its plots. */
    PAGE
  }

  static final String USAGE =
      """
      usage: bench NAME [--quick] [--json | --write]
        NAME      one of %s
        --quick   at most %d figures on small data, within a minute
        --json    every sample, as JSON, instead of a table
        --write   makes docs/performance.md and its plots anew as well"""
          .formatted(Suite.names(), Scale.QUICK_FIGURES);

  private static final Set<String> OPTIONS = Set.of("--quick", "--json", "--write");

  /**
   * {@return what these arguments ask for}
   *
   * @throws IllegalArgumentException if they ask for nothing that there is
   */
  static Request of(List<String> arguments) {
    List<String> options = new ArrayList<>(arguments);
    List<String> names = options.stream().filter(argument -> !argument.startsWith("--")).toList();
    options.removeAll(names);
    options.stream()
        .filter(option -> !OPTIONS.contains(option))
        .findFirst()
        .ifPresent(option -> refuse("there is no option '" + option + "'"));
    if (names.size() != 1) {
      refuse("give one NAME, not " + names.size());
    }
    List<Suite> suites = Suite.named(names.get(0));
    if (suites.isEmpty()) {
      refuse("there is no benchmark '" + names.get(0) + "'");
    }
    if (options.contains("--json") && options.contains("--write")) {
      refuse("--json and --write exclude each other");
    }
    return new Request(
        names.get(0),
        suites,
        options.contains("--quick") ? Scale.QUICK : Scale.FULL,
        output(options));
  }

  /** {@return the arguments that ask for the same measurements} */
  String words() {
    return scale == Scale.QUICK ? name + " --quick" : name;
  }

  private static Output output(List<String> options) {
    if (options.contains("--json")) {
      return Output.JSON;
    }
    return options.contains("--write") ? Output.PAGE : Output.TABLE;
  }

  private static void refuse(String why) {
    throw new IllegalArgumentException(why);
  }
}
