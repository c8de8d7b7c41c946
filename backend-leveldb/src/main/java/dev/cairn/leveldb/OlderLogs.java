package dev.cairn.leveldb;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Forces what a synced write of LevelDB leaves out: it forces the newest log alone. Writes before
 * it, which nobody synced, may lie in an older log that is about to become a table; without them
 * loss of power would leave later writes and not the earlier ones.
 *
 * <p>A log becomes an older one when the next is made. So as long as no file was made in the
 * directory since the older logs were last forced, which the directory's time of change tells,
 * there is nothing to force. For any number of threads.
 */
final class OlderLogs {

  /** Within so many milliseconds two changes of a directory may get the same time. */
  private static final long CLOCK_TICK = 20;

  /** The same, where the file system tells times in whole seconds, or in every other one. */
  private static final long COARSE_TICK = 2_100;

  private static final long NANOS_OF_A_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final StoreDirectory directory;
  private final Forcing forcing;

  /** When the directory had last changed before all was forced; null where that is in doubt. */
  private volatile @Nullable FileTime forced;

  OlderLogs(StoreDirectory directory) {
    this(directory, StoreFiles::force);
  }

  OlderLogs(StoreDirectory directory, Forcing forcing) {
    this.directory = directory;
    this.forcing = forcing;
  }

  /** Forces a file. */
  interface Forcing {
    void force(Path file) throws IOException;
  }

  /**
   * Forces all logs, the newest as well: the library in Java writes by mappings of a MiB, and a
   * synced write forces the last of them alone.
   */
  static void forceAll(StoreDirectory directory) throws IOException {
    for (Path log : StoreFiles.logs(directory)) {
      StoreFiles.force(log);
    }
    DurableFiles.syncDirectory(directory.path());
  }

  /** To be called after a synced write and before it is told to have been made. */
  void forceIfNew() throws IOException {
    long now = System.currentTimeMillis();
    FileTime changed = Files.getLastModifiedTime(directory.path());
    if (changed.equals(forced)) {
      return;
    }
    List<Path> logs = StoreFiles.logs(directory);
    for (Path log : logs.subList(0, Math.max(0, logs.size() - 1))) {
      forcing.force(log);
    }
    DurableFiles.syncDirectory(directory.path());
    forced = isPast(changed, now) ? changed : null;
  }

  /** {@return whether every change from now on gets another time than one that was seen} */
  static boolean isPast(FileTime change, long now) {
    boolean isCoarse = change.to(TimeUnit.NANOSECONDS) % NANOS_OF_A_SECOND == 0;
    return change.toMillis() + (isCoarse ? COARSE_TICK : CLOCK_TICK) < now;
  }
}
