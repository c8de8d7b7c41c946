package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** A look for damage in the files of an open database: in its tables, its logs and its manifest. */
final class RocksCheck {

  private final StoreDirectory directory;
  private final List<String> found = new ArrayList<>();

  private RocksCheck(StoreDirectory directory) {
    this.directory = directory;
  }

  /**
   * {@return what is wrong, a sentence for each file that is damaged}
   *
   * @param directory where the database is
   * @param db the database
   * @param options with which it is open
   * @throws IOException if files cannot be listed
   */
  static List<String> of(StoreDirectory directory, RocksDB db, Options options) throws IOException {
    RocksCheck check = new RocksCheck(directory);
    check.readTables(db, options);
    check.readLogs();
    return check.found;
  }

  private void readTables(RocksDB db, Options options) {
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      int before = found.size();
      for (LiveFileMetaData table : db.getLiveFilesMetaData()) {
        readTable(table.path() + table.fileName(), options);
      }
      if (found.size() == before) {
        found.add(e.getMessage());
      }
    }
  }

  private void readTable(String table, Options options) {
    try (SstFileReader reader = new SstFileReader(options)) {
      reader.open(table);
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      found.add("the table %s: %s".formatted(table, e.getMessage()));
    }
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
