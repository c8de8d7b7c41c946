package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.StoreDirectory;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A database that another opening of it writes to, as it was when it last caught up. It knows no
 * snapshots, and the sizes that it reads may be those of another moment than the values.
 */
final class RocksFollower extends RocksReplica {

  private RocksFollower(StoreDirectory directory, Database database) {
    super(directory, database, null);
  }

  /**
   * Opens a follower.
   *
   * @param directory that of the database
   * @param own for RocksDB's log; closed with the follower
   */
  static RocksFollower open(StoreDirectory directory, StoreDirectory own, NativeOptions options)
      throws RocksDBException {
    String folder = own.path().toString();
    options.own(own);
    return new RocksFollower(
        directory,
        Database.open(
            directory.path(),
            options,
            Database.Sizes.AS_FOUND,
            (database, path, families, handles) ->
                RocksDB.openAsSecondary(database, path, folder, families, handles)));
  }

  /** Sees what was written meanwhile. */
  void catchUp() throws RocksDBException {
    db().tryCatchUpWithPrimary();
  }
}
