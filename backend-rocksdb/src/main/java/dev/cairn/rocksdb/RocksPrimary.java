package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The bare calls of RocksDB on a database that is open for writing. */
final class RocksPrimary extends RocksEngine
    implements StorageEngine.Snapshotting,
        StorageEngine.RangeDeleting,
        StorageEngine.Compacting,
        StorageEngine.BulkLoading,
        StorageEngine.Checkpointing,
        StorageEngine.Checking {

  /** Holds the tables of bulk loads until they are taken in: by renaming, since it lies within. */
  private static final String LOADS = "cairn-loads";

  /** Room in a batch for all that is not the key and the value. */
  private static final int OVERHEAD = 64;

  private final WriteOptions writing;
  private final WriteOptions writingSynced;
  private final Durability durability;
  private final AtomicLong loads = new AtomicLong();

  private RocksPrimary(
      StoreDirectory directory,
      Database database,
      @Nullable SizeIndex sizes,
      Durability durability) {
    super(directory, database, sizes);
    this.writing = database.options().own(new WriteOptions());
    this.writingSynced = database.options().own(new WriteOptions()).setSync(true);
    this.durability = durability;
  }

  static RocksPrimary open(StoreDirectory directory, NativeOptions options, RocksDbOptions wanted)
      throws IOException, RocksDBException {
    Database.Sizes missing =
        wanted.keepsSizeIndex() ? Database.Sizes.CREATED : Database.Sizes.AS_FOUND;
    Database database = Database.open(directory.path(), options, missing, RocksDB::open);
    try {
      DurableFiles.deleteTree(directory.path().resolve(LOADS)); // of a process that was killed
      return new RocksPrimary(directory, database, sizesOf(database), wanted.durability());
    } catch (IOException | RocksDBException | RuntimeException e) {
      database.closeWithoutOptions();
      throw e;
    }
  }

  private static @Nullable SizeIndex sizesOf(Database database) throws RocksDBException {
    ColumnFamilyHandle family = database.sizes();
    if (family == null) {
      return null;
    }
    ReadOptions reading = database.options().reading();
    SizeIndex sizes = SizeIndex.find(database.db(), family, reading);
    try (WriteOptions writing = new WriteOptions()) {
      sizes.completeIfEmpty(reading, writing);
    }
    return sizes;
  }

  @Override
  public void put(byte[] key, byte[] value) throws RocksDBException {
    if (sizes() == null) {
      db().put(writeOptions(Durability.VISIBLE), key, value);
      return;
    }
    try (WriteBatch batch = new WriteBatch(value.length + 2 * key.length + OVERHEAD)) {
      put(batch, key, value);
      db().write(writeOptions(Durability.VISIBLE), batch);
    }
  }

  @Override
  public void delete(byte[] key) throws RocksDBException {
    if (sizes() == null) {
      db().delete(writeOptions(Durability.VISIBLE), key);
      return;
    }
    try (WriteBatch batch = new WriteBatch()) {
      delete(batch, key);
      db().write(writeOptions(Durability.VISIBLE), batch);
    }
  }

  @Override
  public void write(Iterable<Operation> operations, Durability atLeast) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Operation operation : operations) {
        byte[] key = operation.key().bytesWithoutCopy();
        byte[] value = operation.value();
        if (value == null) {
          delete(batch, key);
        } else {
          put(batch, key, value);
        }
      }
      db().write(writeOptions(atLeast), batch);
    }
  }

  private void put(WriteBatch batch, byte[] key, byte[] value) throws RocksDBException {
    batch.put(key, value);
    SizeIndex sizes = sizes();
    if (sizes != null) {
      sizes.put(batch, key, value.length);
    }
  }

  private void delete(WriteBatch batch, byte[] key) throws RocksDBException {
    batch.delete(key);
    SizeIndex sizes = sizes();
    if (sizes != null) {
      sizes.delete(batch, key);
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
  public EngineReader snapshot() {
    return takeSnapshot();
  }

  @Override
  public void deleteRange(KeyRange range) throws RocksDBException {
    byte[] upper = upperBound(range);
    try (WriteBatch batch = new WriteBatch()) {
      batch.deleteRange(range.lower(), upper);
      SizeIndex sizes = sizes();
      if (sizes != null) {
        sizes.deleteRange(batch, range.lower(), upper);
      }
      db().write(writeOptions(Durability.VISIBLE), batch);
    }
  }

  @Override
  public void compact(KeyRange range) throws RocksDBException {
    compact(db().getDefaultColumnFamily(), range);
    SizeIndex sizes = sizes();
    if (sizes != null) {
      compact(sizes.family(), range);
    }
  }

  private void compact(ColumnFamilyHandle family, KeyRange range) throws RocksDBException {
    try (CompactRangeOptions options =
        new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      db().compactRange(family, range.lower(), upperBound(range), options);
    }
  }

  @Override
  public Load bulkLoad() throws IOException {
    Path folder = directory().path().resolve(LOADS).resolve(Long.toString(loads.getAndIncrement()));
    return new RocksLoad(database(), sizes(), writingSynced, folder);
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

  @Override
  public List<String> check() throws IOException {
    return findDamage();
  }
}
