package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A database that another opening of it writes to, as it was when it last caught up. RocksDB gives
 * such a one no snapshots.
 */
final class RocksFollower extends RocksEngine implements StorageEngine.ReadingOnly {

  private RocksFollower(
      StoreDirectory directory, NativeOptions options, RocksDB db, boolean indexed) {
    super(directory, options, db, indexed);
  }

  /**
   * Opens a follower.
   *
   * @param directory that of the database
   * @param own for RocksDB's log; closed with the follower
   */
  static RocksFollower open(StoreDirectory directory, StoreDirectory own, NativeOptions options)
      throws RocksDBException {
    RocksDB db =
        RocksDB.openAsSecondary(
            options.options(), directory.path().toString(), own.path().toString());
    try {
      boolean indexed = SizeIndex.isIn(db, options.reading());
      options.own(own);
      return new RocksFollower(directory, options, db, indexed);
    } catch (RocksDBException | RuntimeException e) {
      Closing.onFailure(e, List.of(db));
      throw e;
    }
  }

  /** Sees what was written meanwhile. */
  void catchUp() throws RocksDBException {
    db().tryCatchUpWithPrimary();
  }
}
