package dev.cairn.keystore;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of generations: {@code gen-} and a number from 1. */
final class GenerationName {

  private static final Pattern NAME = Pattern.compile("gen-([1-9][0-9]{0,17})");

  private GenerationName() {}

  static String of(long number) {
    return check("gen-" + number);
  }

  /** Returns the number in a name, or nothing where it names no generation. */
  static OptionalLong parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /**
   * Returns {@code name}, which is safe to be part of a path.
   *
   * @throws IllegalArgumentException if it names no generation
   */
  static String check(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a generation; they are gen-1, gen-2 and so on");
    }
    return name;
  }
}
