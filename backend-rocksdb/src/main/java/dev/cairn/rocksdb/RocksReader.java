package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A database as it was when it was opened for reading. It makes no checkpoints: those of RocksDB
 * leave out what lies in the log, where they cannot write a table of it first.
 */
final class RocksReader extends RocksEngine
    implements StorageEngine.ReadingOnly, StorageEngine.Snapshotting, StorageEngine.Checking {

  private RocksReader(
      StoreDirectory directory, NativeOptions options, RocksDB db, boolean indexed) {
    super(directory, options, db, indexed);
  }

  static RocksReader open(StoreDirectory directory, NativeOptions options) throws RocksDBException {
    RocksDB db = RocksDB.openReadOnly(options.options(), directory.path().toString());
    try {
      return new RocksReader(directory, options, db, SizeIndex.isIn(db, options.reading()));
    } catch (RocksDBException | RuntimeException e) {
      Closing.onFailure(e, List.of(db));
      throw e;
    }
  }

  @Override
  public EngineReader snapshot() {
    return takeSnapshot();
  }

  @Override
  public List<String> check() throws IOException {
    return findDamage();
  }
}
