package dev.cairn.rocksdb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StoreDirectory;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A database that is open for reading alone. It makes no checkpoints either: those of RocksDB leave
 * out what lies in the log, where they cannot write a table of it first.
 */
final class RocksReplica extends RocksEngine {

  private RocksReplica(StoreDirectory directory, NativeOptions handles, RocksDB db) {
    super(directory, handles, db);
  }

  static RocksReplica open(StoreDirectory directory, NativeOptions handles)
      throws RocksDBException {
    RocksDB db = RocksDB.openReadOnly(handles.options(), directory.path().toString());
    return new RocksReplica(directory, handles, db);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    throw readOnly();
  }

  @Override
  public void delete(byte[] key) {
    throw readOnly();
  }

  @Override
  public void write(Iterable<Operation> operations, Durability durability) {
    throw readOnly();
  }

  @Override
  public void sync() {
    throw readOnly();
  }

  private IllegalStateException readOnly() {
    return new IllegalStateException(directory() + " was to refuse this: it is read-only");
  }
}
