package dev.cairn.leveldb;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes lie in each level of a store, and what follows for LevelDB's own writes. */
final class LevelSizes {

  /** A level as the native library tells of it: its number, how many tables it has, their MiB. */
  private static final Pattern LINE = Pattern.compile("(?m)^ +(\\d+) +\\d+ +(\\d+) ");

  private static final long MIB = 1 << 20;
  private static final int LEVELS = 7;

  /** Of level 1; each further level may hold ten times as much. (LevelDB, db/version_set.cc.) */
  private static final long LIMIT = 10 * MIB;

  private final long[] sizes = new long[LEVELS];

  /** {@return the sizes in what the native library calls {@code leveldb.stats}, rounded up} */
  static LevelSizes ofStats(String stats) {
    LevelSizes sizes = new LevelSizes();
    Matcher line = LINE.matcher(stats);
    while (line.find()) {
      sizes.add(Integer.parseInt(line.group(1)), (Long.parseLong(line.group(2)) + 1) * MIB);
    }
    return sizes;
  }

  /** Adds a table, or several. */
  void add(long level, long bytes) {
    if (level < LEVELS) {
      sizes[(int) level] += bytes;
    }
  }

  /** {@return how much lies in all levels} */
  long ofAll() {
    return Arrays.stream(sizes).sum();
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

  /**
   * {@return how much may lie beside the tables where these stay: all of them merged, and those of
   * one merge more}
   */
  long ofAllMergesWithoutOriginals() {
    return Math.min(ofAllMerges(), ofAll() + ofOneMerge());
  }
}
