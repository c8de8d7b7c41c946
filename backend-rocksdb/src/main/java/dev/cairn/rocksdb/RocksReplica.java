package dev.cairn.rocksdb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StoreDirectory;
import org.rocksdb.RocksDB;

/**
 * A database that is open for reading alone. It makes no checkpoints either: those of RocksDB leave
 * out what lies in the log, where they cannot write a table of it first.
 */
abstract class RocksReplica extends RocksEngine {

  RocksReplica(StoreDirectory directory, NativeOptions options, RocksDB db, boolean indexed) {
    super(directory, options, db, indexed);
  }

  @Override
  public final void put(byte[] key, byte[] value) {
    throw readOnly();
  }

  @Override
  public final void delete(byte[] key) {
    throw readOnly();
  }

  @Override
  public final void write(Iterable<Operation> operations, Durability durability) {
    throw readOnly();
  }

  @Override
  public final void sync() {
    throw readOnly();
  }

  private IllegalStateException readOnly() {
    return new IllegalStateException(directory() + " is read-only, and was to refuse this before");
  }
}
