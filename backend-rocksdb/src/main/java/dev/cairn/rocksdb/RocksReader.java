package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A database as it was when it was opened for reading. */
final class RocksReader extends RocksReplica
    implements StorageEngine.Snapshotting, StorageEngine.Checking {

  private RocksReader(StoreDirectory directory, Database database, @Nullable SizeIndex sizes) {
    super(directory, database, sizes);
  }

  static RocksReader open(StoreDirectory directory, NativeOptions options) throws RocksDBException {
    Database database =
        Database.open(directory.path(), options, Database.Sizes.AS_FOUND, RocksDB::openReadOnly);
    try {
      return new RocksReader(directory, database, sizesOf(database));
    } catch (RocksDBException | RuntimeException e) {
      database.closeWithoutOptions();
      throw e;
    }
  }

  private static @Nullable SizeIndex sizesOf(Database database) throws RocksDBException {
    ColumnFamilyHandle family = database.sizes();
    return family == null
        ? null
        : SizeIndex.find(database.db(), family, database.options().reading());
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
