package dev.cairn.rocksdb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** A look for damage in the files of an open database: in its tables, its logs and its manifest. */
final class RocksCheck {

  private final StoreDirectory directory;
  private final List<String> found = new ArrayList<>();
  private boolean hasVanished;

  private RocksCheck(StoreDirectory directory) {
    this.directory = directory;
  }

  /**
   * {@return what is wrong, a sentence for each file that is damaged}
   *
   * @param directory where the database is
   * @param db the database
   * @param options with which it is open
   * @param indexed whether the database has a {@link SizeIndex}
   * @throws IOException if files cannot be listed
   */
  static List<String> of(
      StoreDirectory directory, RocksDB db, NativeOptions options, boolean indexed)
      throws IOException {
    RocksCheck check = new RocksCheck(directory);
    check.readTables(db, options.options());
    check.readLogs();
    if (indexed && check.found.isEmpty()) {
      check.compareSizes(db, options);
    }
    return check.found;
  }

  /** Looks for the first entry whose size is not in the index, or another: a foreign write. */
  private void compareSizes(RocksDB db, NativeOptions options) {
    RocksReads moment = RocksReads.snapshot(db, options, /* indexed= */ true);
    ReadOptions then = moment.readingValues();
    RocksCursor sizes =
        RocksCursor.overSizes(db, then, KeyRange.ALL, Direction.ASCENDING, Projection.SIZES);
    RocksCursor entries =
        RocksCursor.overEntries(db, then, KeyRange.ALL, Direction.ASCENDING, Projection.SIZES);
    try {
      compare(sizes, entries);
    } catch (RocksDBException e) {
      found.add(e.getMessage());
    } finally {
      Closing.all(List.<AutoCloseable>of(sizes::close, entries::close, moment::close));
    }
  }

  private void compare(RocksCursor sizes, RocksCursor entries) throws RocksDBException {
    Entry size = sizes.advance();
    Entry entry = entries.advance();
    while (size != null && entry != null && isSame(size, entry)) {
      size = sizes.advance();
      entry = entries.advance();
    }
    if (size != null || entry != null) {
      found.add(
          "the index of sizes says %s where the entries say %s: another program wrote here; copy the entries into a new store"
              .formatted(size == null ? "nothing" : size, entry == null ? "nothing" : entry));
    }
  }

  private static boolean isSame(Entry size, Entry entry) {
    return size.key().equals(entry.key()) && size.size().equals(entry.size());
  }

  private void readTables(RocksDB db, Options options) throws IOException {
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      int before = found.size();
      for (LiveFileMetaData table : db.getLiveFilesMetaData()) {
        readTable(db, table.path() + table.fileName(), options);
      }
      if (found.size() == before && !hasVanished) {
        found.add(e.getMessage());
      }
    }
  }

  private void readTable(RocksDB db, String table, Options options) throws IOException {
    try (SstFileReader reader = new SstFileReader(options)) {
      reader.open(table);
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      if (isMergedAway(db, table)) {
        hasVanished = true;
      } else {
        found.add("the table %s: %s".formatted(table, e.getMessage()));
      }
    }
  }

  /** Returns whether a table is no longer needed, be it that another process has merged it. */
  private boolean isMergedAway(RocksDB db, String table) throws IOException {
    if (Files.exists(Path.of(table))) {
      return false;
    }
    boolean isLive =
        db.getLiveFilesMetaData().stream()
            .anyMatch(live -> table.equals(live.path() + live.fileName()));
    return !isLive || (directory.isReadOnly() && !directory.runUnlessLocked(() -> {}));
  }

  private void readLogs() throws IOException {
    try {
      LogTail.readManifest(directory, edit -> {});
    } catch (IOException e) {
      found.add(e.getMessage());
    }
    for (Path log : directory.files("[0-9]*.log")) {
      try {
        LogTail.read(log);
      } catch (NoSuchFileException e) {
        // Its content is in a table meanwhile.
      } catch (IOException e) {
        found.add(e.getMessage());
      }
    }
  }
}
