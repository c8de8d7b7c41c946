package dev.cairn.datastore.spec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name that was meant by one that is unknown: "did you mean?".
 *
 * <p>Two names are near if few letters were added, left out, changed or swapped with their
 * neighbour, or if one has the words of the other, in any order: {@code formatVersionMajor} means
 * {@code formatMajorVersion}.
 */
final class NearestName {

  /** A name may have one mistake in this many letters. */
  private static final int LETTERS_PER_MISTAKE = 3;

  private NearestName() {}

  /** {@return the nearest of {@code known}, the first of equally near ones, if any is near} */
  static Optional<String> to(String name, Collection<String> known) {
    return known.stream()
        .filter(candidate -> isNear(name, candidate))
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)));
  }

  /** {@return the question to put behind a complaint, or nothing where no name is near} */
  static String question(String name, Collection<String> known) {
    return to(name, known).map(near -> "; did you mean `" + near + "`?").orElse("");
  }

  private static boolean isNear(String name, String candidate) {
    int allowed = Math.max(1, Math.min(name.length(), candidate.length()) / LETTERS_PER_MISTAKE);
    return distance(name, candidate) <= allowed || sharesWords(name, candidate);
  }

  private static boolean sharesWords(String name, String candidate) {
    List<String> some = words(name);
    List<String> others = words(candidate);
    return Math.min(some.size(), others.size()) > 1
        && (some.containsAll(others) || others.containsAll(some));
  }

  /** {@return the words of a name in camel case, or with dashes or underscores, in lower case} */
  private static List<String> words(String name) {
    return Arrays.stream(name.split("(?<=[a-z0-9])(?=[A-Z])|[-_ ]+"))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .toList();
  }

  /**
   * {@return how many letters were added, left out, changed or swapped with their neighbour, upper
   * and lower case being the same} The optimal string alignment distance, row by row.
   */
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    Arrays.setAll(last, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
