package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Looks for damage in a store that is open, and may be written to meanwhile: in the manifest, in
 * every block of every table, in the logs; and, where these are sound, in the order of all entries.
 */
final class StoreCheck {

  /**
   * What is being written can look like damage, but not the same damage so many times in a row: a
   * record takes microseconds, reading the file takes longer.
   */
  private static final int ATTEMPTS = 10;

  private final StoreDirectory directory;
  private final List<String> findings = new ArrayList<>();

  private StoreCheck(StoreDirectory directory) {
    this.directory = directory;
  }

  /** {@return what is wrong, a sentence each} */
  static List<String> of(StoreDirectory directory, EngineReader engine) throws Exception {
    StoreCheck check = new StoreCheck(directory);
    check.checkTables();
    check.checkLogs();
    if (check.findings.isEmpty()) {
      check.checkOrder(engine);
    }
    return check.findings;
  }

  private void checkTables() throws Exception {
    Manifest manifest = finding(() -> Manifest.read(directory));
    if (manifest == null) {
      return;
    }
    for (Path table : manifest.tables(directory)) {
      List<TableBlock> damaged = finding(() -> damagedBlocks(table));
      if (damaged != null) {
        for (TableBlock block : damaged) {
          findings.add(
              "%s: the checksum of the block at byte %d does not fit"
                  .formatted(table.getFileName(), block.offset()));
        }
      }
    }
  }

  private List<TableBlock> damagedBlocks(Path table) throws IOException {
    try {
      return TableFile.damagedBlocks(table);
    } catch (NoSuchFileException e) {
      if (Manifest.read(directory).tables(directory).contains(table)) {
        throw new IOException(table.getFileName() + ": it is missing", e);
      }
      return List.of(); // meanwhile it was merged into another
    }
  }

  private void checkLogs() throws Exception {
    for (Path log : StoreFiles.logs(directory)) {
      finding(() -> readLog(log));
    }
  }

  private static @Nullable LogTail readLog(Path log) throws IOException {
    try {
      return LogTail.read(log);
    } catch (NoSuchFileException e) {
      return null; // meanwhile it has become a table
    }
  }

  /** Returns what a reading returns, or {@code null} where it tells the same damage every time. */
  private <T extends @Nullable Object> @Nullable T finding(Callable<T> reading) throws Exception {
    String last = "";
    int times = 0;
    while (true) {
      try {
        return reading.call();
      } catch (IOException e) {
        String told = String.valueOf(e.getMessage());
        times = told.equals(last) ? times + 1 : 1;
        last = told;
        if (times == ATTEMPTS) {
          findings.add(told.replaceFirst("^Corruption: ", ""));
          return null;
        }
      }
    }
  }

  /** The engine reads every entry once more: with its own eyes. */
  private void checkOrder(EngineReader engine) throws Exception {
    Cursor cursor = engine.scan(KeyRange.ALL, Direction.ASCENDING, Projection.SIZES);
    try {
      Key last = null;
      for (Entry entry = cursor.advance(); entry != null; entry = cursor.advance()) {
        if (last != null && last.compareTo(entry.key()) >= 0) {
          findings.add("the key %s is listed behind %s".formatted(entry.key(), last));
        }
        last = entry.key();
      }
    } catch (Exception e) {
      findings.add("the entries cannot be listed to their end: " + e.getMessage());
    } finally {
      cursor.close();
    }
  }
}
