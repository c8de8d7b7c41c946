package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The oldest log that a store needs, as its manifest says. RocksDB opens a store without it in
 * silence, and without what was only there.
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
   * Checks the manifest of a store, and that the log which it names is there.
   *
   * @throws IOException if not ({@code Corruption:})
   */
  static void check(StoreDirectory directory) throws IOException {
    LogNumber log = new LogNumber();
    LogTail.readManifest(directory, log::edit);
    if (log.number > 0) {
      directory.requireFile("%06d.log".formatted(log.number));
    }
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
