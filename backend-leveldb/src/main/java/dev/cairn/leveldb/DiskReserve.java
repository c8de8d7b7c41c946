package dev.cairn.leveldb;

import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Room on the disk that is never written to, since the native library writes by way of memory
 * mappings: where there is no room for a page, the operating system ends the process. So whatever
 * would use the reserve up is refused before.
 *
 * <p>LevelDB writes by itself, too: in one go it may merge all tables of its first two levels, and
 * the old ones stay until the new ones are whole, or longer. So there has to be room for as much
 * again.
 *
 * <p>Asking how much is free costs as much as a write, so it is done again after a quarter of the
 * reserve was written, or sooner where less is left. For any number of threads.
 */
final class DiskReserve {

  private final String what;
  private final long reserve;
  private final Space space;
  private final Space merging;

  /** How many bytes may be written before the next look; about, where threads meet. */
  private final AtomicLong allowance = new AtomicLong();

  /** Lets one thread look at a time: the others can do with what it finds. */
  private final ReentrantLock looking = new ReentrantLock();

  /** Whether little more than the reserve was free at the last look. */
  private volatile boolean isShort;

  /**
   * Keeps a reserve.
   *
   * @param what is written to, in words
   * @param reserve in bytes; 0 keeps none
   * @param space tells how much is free
   * @param merging tells how much may be written in one go, besides what is about to be written
   */
  DiskReserve(String what, long reserve, Space space, Space merging) {
    this.what = what;
    this.reserve = reserve;
    this.space = space;
    this.merging = merging;
  }

  /** {@return the reserve on the disk of a store} */
  static DiskReserve of(StoreDirectory directory, long reserve, Space merging) {
    return new DiskReserve(directory.toString(), reserve, Space.around(directory.path()), merging);
  }

  /** Tells how many bytes there are of something. */
  interface Space {
    long bytes() throws IOException;

    /** {@return the space of the disk on which a directory lies} */
    static Space around(Path directory) {
      return new Space() {
        private volatile @Nullable FileStore disk;

        @Override
        public long bytes() throws IOException {
          FileStore known = disk;
          if (known == null) {
            known = Files.getFileStore(directory);
            disk = known;
          }
          return known.getUsableSpace();
        }
      };
    }
  }

  /** What is about to be done, and how much of the reserve has to be left for it. */
  enum Purpose {
    /** Puts: all of it. */
    PUT("write to", 1),
    /** Deletes, which make room in the end: half of it. */
    DELETE("delete from", 2),
    /** Reads, for which tables are merged in a folder of temporary files: a quarter. */
    READ("read from", 4),
    /** Opening, which turns logs into tables: a quarter, besides their size. */
    OPEN("open", 4),
    /** Batches without a write, which make durable what was accepted before: an eighth. */
    SYNC("sync", 8),
    /**
     * Repairs, which turn logs into tables and merge all of them: a quarter, besides their size.
     */
    REPAIR("repair", 4);

    private final String attempt;
    private final int part;

    Purpose(String attempt, int part) {
      this.attempt = attempt;
      this.part = part;
    }
  }

  /**
   * Sees to it that bytes may be written.
   *
   * @throws NoSpaceException if not
   */
  void require(Purpose purpose, long bytes) throws IOException {
    if (reserve == 0 || allowance.addAndGet(-bytes) >= 0) {
      return;
    }
    looking.lock();
    try {
      if (allowance.addAndGet(-bytes) < 0) {
        look(purpose, bytes);
      }
    } finally {
      looking.unlock();
    }
  }

  /**
   * Sees to it that bytes may be written, by looking again.
   *
   * @throws NoSpaceException if not
   */
  void requireNow(Purpose purpose, long bytes) throws IOException {
    if (reserve > 0) {
      look(purpose, bytes);
    }
  }

  /**
   * {@return whether so little is free that no table should be kept longer than needed} Costs
   * nothing as long as there was enough at the last look.
   */
  boolean isShort() throws IOException {
    if (isShort) {
      note(space.bytes() - merging.bytes(), reserve);
    }
    return isShort;
  }

  private void look(Purpose purpose, long bytes) throws IOException {
    long free = space.bytes();
    long merged = merging.bytes();
    long kept = reserve / purpose.part;
    note(free - merged - bytes, purpose == Purpose.READ ? kept : reserve);
    if (free - merged - bytes < kept) {
      throw new NoSpaceException(
          ("cannot %s %s: its disk has %s free, and %s are needed: %s to write, %s for tables that"
                  + " may be merged, and %s in reserve, since LevelDB ends the process where the"
                  + " disk is full; make room, wait until tables are merged, or open the store with"
                  + " a smaller diskReserve")
              .formatted(
                  purpose.attempt,
                  what,
                  mib(free),
                  mib(bytes + merged + kept),
                  mib(bytes),
                  mib(merged),
                  mib(kept)));
    }
  }

  /**
   * Remembers how much is left, the reserve included, until the next look. Nothing of the reserve
   * is allowed unseen, except where all that is done is reading.
   */
  private void note(long left, long kept) {
    isShort = left < 2 * reserve;
    allowance.set(Math.max(0, Math.min(reserve, left - kept) / 4));
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
  }
}
