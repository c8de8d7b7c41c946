package dev.cairn.leveldb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The locks that other processes hold on a file, as Linux tells of them in {@code /proc/locks}.
 *
 * <p>There are two kinds that do not see each other: those of {@code fcntl}, which C++'s LevelDB
 * and Java take, and those of {@code flock}, which goleveldb takes. Java cannot ask for the second,
 * and asking for the first by opening the file would let go of this process's own. (proc_locks(5))
 */
final class KernelLocks {

  private static final Path TABLE = Path.of("/proc/locks");

  /**
   * Such as {@code 1: POSIX ADVISORY WRITE 3467 fe:00:2154499 0 EOF}; one who waits has an arrow.
   */
  private static final Pattern LOCK =
      Pattern.compile(
          "\\d+: +(\\w+) +\\S+ +\\w+ +(-?\\d+) +(\\p{XDigit}+):(\\p{XDigit}+):(\\d+) .*");

  private KernelLocks() {}

  /**
   * A lock.
   *
   * @param kind {@code POSIX} and {@code OFDLCK} for {@code fcntl}, {@code FLOCK} for {@code flock}
   * @param process who holds it, as far as the kernel tells
   */
  record Lock(String kind, long process) {

    boolean isFlock() {
      return kind.equals("FLOCK");
    }

    @Override
    public String toString() {
      return process > 0 ? "process " + process : "a process in another container";
    }
  }

  /**
   * {@return a lock that another process holds on a file; empty where there is none, and where the
   * platform does not tell}
   *
   * @param file where it does not exist, it is not locked
   */
  static Optional<Lock> heldByAnother(Path file) {
    try {
      return find(
          Files.readAllLines(TABLE, StandardCharsets.US_ASCII),
          (long) Files.getAttribute(file, "unix:dev"),
          (long) Files.getAttribute(file, "unix:ino"),
          ProcessHandle.current().pid());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // also where a sandbox hides the table
    }
  }

  /** {@return the first lock on a file that a process other than this one holds} */
  static Optional<Lock> find(List<String> table, long device, long inode, long thisProcess) {
    for (String line : table) {
      Matcher lock = LOCK.matcher(line);
      if (lock.matches()
          && Long.parseLong(lock.group(3), 16) == major(device)
          && Long.parseLong(lock.group(4), 16) == minor(device)
          && Long.parseLong(lock.group(5)) == inode
          && Long.parseLong(lock.group(2)) != thisProcess) {
        return Optional.of(new Lock(lock.group(1), Long.parseLong(lock.group(2))));
      }
    }
    return Optional.empty();
  }

  /** As {@code gnu_dev_major} has it. */
  private static long major(long device) {
    return ((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L);
  }

  private static long minor(long device) {
    return (device & 0xff) | ((device >>> 12) & 0xffffff00L);
  }
}
