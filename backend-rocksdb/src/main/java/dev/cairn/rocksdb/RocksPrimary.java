package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The bare calls of RocksDB on a database that is open for writing. */
final class RocksPrimary extends RocksEngine
    implements StorageEngine.RangeDeleting,
        StorageEngine.Compacting,
        StorageEngine.BulkLoading,
        StorageEngine.Checkpointing {

  /** Holds the tables of bulk loads until they are taken in: by renaming, since it lies within. */
  private static final String LOADS = "cairn-loads";

  private final WriteOptions writing;
  private final WriteOptions writingSynced;
  private final Durability durability;
  private final AtomicLong loads = new AtomicLong();

  private RocksPrimary(
      StoreDirectory directory, NativeOptions handles, RocksDB db, Durability durability) {
    super(directory, handles, db);
    this.writing = handles.own(new WriteOptions());
    this.writingSynced = handles.own(new WriteOptions()).setSync(true);
    this.durability = durability;
  }

  static RocksPrimary open(StoreDirectory directory, NativeOptions handles, Durability durability)
      throws IOException, RocksDBException {
    RocksDB db = RocksDB.open(handles.options(), directory.path().toString());
    try {
      DurableFiles.deleteTree(directory.path().resolve(LOADS)); // of a process that was killed
    } catch (IOException | RuntimeException e) {
      db.close();
      throw e;
    }
    return new RocksPrimary(directory, handles, db, durability);
  }

  @Override
  public void put(byte[] key, byte[] value) throws RocksDBException {
    db().put(writeOptions(Durability.VISIBLE), key, value);
  }

  @Override
  public void delete(byte[] key) throws RocksDBException {
    db().delete(writeOptions(Durability.VISIBLE), key);
  }

  @Override
  public void write(Iterable<Operation> operations, Durability atLeast) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Operation operation : operations) {
        byte[] key = operation.key().bytesWithoutCopy();
        byte[] value = operation.value();
        if (value == null) {
          batch.delete(key);
        } else {
          batch.put(key, value);
        }
      }
      db().write(writeOptions(atLeast), batch);
    }
  }

  private WriteOptions writeOptions(Durability atLeast) {
    return durability == Durability.SYNCED || atLeast == Durability.SYNCED
        ? writingSynced
        : writing;
  }

  /** Forces every log that is live, not only the newest. */
  @Override
  public void sync() throws RocksDBException {
    db().flushWal(/* sync= */ true);
  }

  @Override
  public void deleteRange(KeyRange range) throws RocksDBException {
    db().deleteRange(writeOptions(Durability.VISIBLE), range.lower(), upperBound(range));
  }

  /** RocksDB needs a bound where a range has none: one that is above every key. */
  private static byte[] upperBound(KeyRange range) {
    return Objects.requireNonNull(
        range.intersection(KeyRange.ALL).upper(), "every key is below a bound");
  }

  @Override
  public void compact(KeyRange range) throws RocksDBException {
    try (CompactRangeOptions options =
        new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      db().compactRange(db().getDefaultColumnFamily(), range.lower(), upperBound(range), options);
    }
  }

  @Override
  public Load bulkLoad() throws IOException {
    Path folder = directory().path().resolve(LOADS).resolve(Long.toString(loads.getAndIncrement()));
    return new RocksLoad(db(), handles().options(), folder);
  }

  /** {@inheritDoc} Tables are linked where the target is on the same file system. */
  @Override
  public void checkpoint(Path target) throws IOException, RocksDBException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
    if (Files.exists(unfinished)) {
      throw new DatastoreException(
          ("cannot make the checkpoint %s of %s: %s exists, where RocksDB would make it; remove "
                  + "that, or give the checkpoint another name")
              .formatted(target, directory(), unfinished));
    }
    try (Checkpoint checkpoint = Checkpoint.create(db())) {
      checkpoint.createCheckpoint(target.toString());
    } catch (RocksDBException e) {
      DurableFiles.deleteTree(unfinished);
      throw e;
    }
  }
}
