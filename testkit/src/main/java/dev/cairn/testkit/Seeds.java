package dev.cairn.testkit;

import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Chance that can be repeated: every seed is printed to standard error, with the place that asked
 * for it, and the system property {@code cairn.seed} sets it.
 */
public final class Seeds {

  /** The system property that sets every seed. */
  public static final String PROPERTY = "cairn.seed";

  private Seeds() {}

  /**
   * {@return a source of chance for the calling test} Its seed is printed.
   *
   * @throws NumberFormatException if the property {@value #PROPERTY} is set to anything but a whole
   *     number
   */
  public static Random random() {
    return new Random(seed());
  }

  /**
   * {@return a seed for the calling test, printed, so that it can be handed on} For instance to a
   * {@link ForkedJvm}.
   *
   * @throws NumberFormatException if the property {@value #PROPERTY} is set to anything but a whole
   *     number
   */
  public static long seed() {
    String given = System.getProperty(PROPERTY);
    long seed =
        given == null ? RandomGenerator.getDefault().nextLong() : Long.parseLong(given.trim());
    print(seed);
    return seed;
  }

  @SuppressWarnings("SystemOut") // a test's log shows it only here; standard output may be parsed
  private static void print(long seed) {
    System.err.println("-D" + PROPERTY + "=" + seed + " repeats " + caller());
  }

  private static String caller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> !frame.getClassName().equals(Seeds.class.getName()))
                    .findFirst()
                    .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                    .orElse("this run"));
  }
}
