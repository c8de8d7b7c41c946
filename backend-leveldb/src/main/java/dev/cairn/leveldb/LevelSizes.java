package dev.cairn.leveldb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much lies in each level of an open database, as the native library tells it: in a table with
 * a line for each level that has tables, of its number, how many tables it has, and their MiB.
 */
final class LevelSizes {

  private static final Pattern LINE = Pattern.compile("(?m)^ +(\\d+) +\\d+ +(\\d+) ");
  private static final long MIB = 1 << 20;
  private static final int LEVELS = 7;

  /** Of level 1; each further level may hold ten times as much. (LevelDB, db/version_set.cc.) */
  private static final long LIMIT = 10 * MIB;

  /** The bytes of each level, rounded up. */
  private final long[] sizes = new long[LEVELS + 1];

  /** Reads what the library tells. */
  LevelSizes(String stats) {
    Matcher line = LINE.matcher(stats);
    while (line.find()) {
      int level = Integer.parseInt(line.group(1));
      if (level < LEVELS) {
        sizes[level] = (Long.parseLong(line.group(2)) + 1) * MIB;
      }
    }
  }

  /** {@return how much may be written in one go: level 0 is merged with level 1 as a whole} */
  long ofOneMerge() {
    return sizes[0] + sizes[1];
  }

  /**
   * {@return about how much will be written until every level is within its limit} What is too much
   * for a level is merged with what it overlaps in the next one.
   */
  long ofAllMerges() {
    long written = ofOneMerge();
    long[] left = sizes.clone();
    left[1] += left[0];
    long limit = LIMIT;
    for (int level = 1; level < LEVELS - 1; level++) {
      long excess = Math.max(0, left[level] - limit);
      if (excess > 0) {
        written += excess + (long) ((double) excess / left[level] * left[level + 1]);
      }
      left[level + 1] += excess;
      limit *= 10;
    }
    return written;
  }
}
