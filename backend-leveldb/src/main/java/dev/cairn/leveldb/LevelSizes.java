package dev.cairn.leveldb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fusesource.leveldbjni.internal.NativeDB;

/**
 * How much lies in each level of an open database, as the native library tells it: in a table with
 * a line for each level that has tables, of its number, how many tables it has, and their MiB.
 */
final class LevelSizes {

  private static final Pattern LINE = Pattern.compile("(?m)^ +(\\d+) +\\d+ +(\\d+) ");
  private static final long MIB = 1 << 20;

  private final String stats;

  LevelSizes(String stats) {
    this.stats = stats;
  }

  static LevelSizes of(NativeDB db) {
    return new LevelSizes(db.getProperty("leveldb.stats"));
  }

  /** {@return the bytes of the first levels together, rounded up} */
  long first(int levels) {
    long bytes = 0;
    Matcher line = LINE.matcher(stats);
    while (line.find()) {
      if (Integer.parseInt(line.group(1)) < levels) {
        bytes += (Long.parseLong(line.group(2)) + 1) * MIB;
      }
    }
    return bytes;
  }
}
