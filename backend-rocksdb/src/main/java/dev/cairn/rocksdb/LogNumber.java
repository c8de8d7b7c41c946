package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * From which number on a store needs its logs, as its manifest says. There is always one, at least
 * an empty one. RocksDB opens a store without it in silence, and without what was only there.
 *
 * <p>A manifest is a log of edits. An edit is a sequence of fields, a tag and what belongs to it:
 * varints and strings with their lengths before them. The identity of the store and the name of the
 * comparator may come before the number of the log, all else comes after it. (RocksDB,
 * db/version_edit.cc.)
 */
final class LogNumber {

  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int STORE_IDENTITY = (1 << 13) + 1;

  /** 0 where there is none yet. */
  private long number;

  private LogNumber() {}

  /**
   * Checks the manifest of a store, and that there is a log as it says.
   *
   * @throws IOException if not ({@code Corruption:})
   */
  static void check(StoreDirectory directory) throws IOException {
    LogNumber log = new LogNumber();
    Optional<Path> manifest = LogTail.readManifest(directory, log::edit);
    if (manifest.isPresent() && log.number > 0 && !log.isThereIn(directory)) {
      throw EngineFault.damage(
          manifest.get(), "no log is there, and it says that %06d is needed".formatted(log.number));
    }
  }

  private boolean isThereIn(StoreDirectory directory) throws IOException {
    return directory.files("[0-9]*.log").stream()
        .map(file -> file.getFileName().toString().replace(".log", ""))
        .anyMatch(name -> Long.parseLong(name) >= number);
  }

  private void edit(ByteBuffer fields) {
    while (fields.hasRemaining()) {
      switch ((int) Varint.read(fields)) {
        case COMPARATOR, STORE_IDENTITY -> LogTail.skipString(fields);
        case LOG_NUMBER -> {
          number = Varint.read(fields);
          return;
        }
        default -> {
          return;
        }
      }
    }
  }
}
