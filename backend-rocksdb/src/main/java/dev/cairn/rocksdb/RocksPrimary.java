package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
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

  /** How many calls have failed that may have broken a log. */
  private final AtomicLong failures = new AtomicLong();

  /** After how many of them all that is in memory was last written to a table. */
  private volatile long mended;

  private RocksPrimary(
      StoreDirectory directory,
      NativeOptions options,
      RocksDB db,
      boolean indexed,
      Durability durability) {
    super(directory, options, db, indexed);
    this.writing = options.own(new WriteOptions());
    this.writingSynced = options.own(new WriteOptions()).setSync(true);
    this.durability = durability;
  }

  static RocksPrimary open(StoreDirectory directory, NativeOptions options, RocksDbOptions wanted)
      throws IOException, RocksDBException {
    RocksDB db = RocksDB.open(options.options(), directory.path().toString());
    try {
      DurableFiles.deleteTree(directory.path().resolve(LOADS)); // of a process that was killed
      if (wanted.keepsSizeIndex()) {
        beginSizeIndex(db, options.reading());
      }
      boolean indexed = SizeIndex.isIn(db, options.reading());
      return new RocksPrimary(directory, options, db, indexed, wanted.durability());
    } catch (IOException | RocksDBException | RuntimeException e) {
      Closing.onFailure(e, List.of(db));
      throw e;
    }
  }

  private static void beginSizeIndex(RocksDB db, ReadOptions reading) throws RocksDBException {
    try (WriteOptions synced = new WriteOptions().setSync(true)) {
      SizeIndex.beginIn(db, reading, synced);
    }
  }

  @Override
  public void put(byte[] key, byte[] value) throws RocksDBException {
    if (!isIndexed()) {
      db().put(writeOptions(Durability.VISIBLE), key, value);
      return;
    }
    long bytes = (long) value.length + 2L * key.length + OVERHEAD;
    try (WriteBatch batch = new WriteBatch((int) Math.min(Integer.MAX_VALUE, bytes))) {
      put(batch, key, value);
      db().write(writeOptions(Durability.VISIBLE), batch);
    }
  }

  @Override
  public void delete(byte[] key) throws RocksDBException {
    if (!isIndexed()) {
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
    if (isIndexed()) {
      batch.put(SizeIndex.keyFor(key), SizeIndex.encode(value.length));
    }
  }

  private void delete(WriteBatch batch, byte[] key) throws RocksDBException {
    batch.delete(key);
    if (isIndexed()) {
      batch.delete(SizeIndex.keyFor(key));
    }
  }

  private WriteOptions writeOptions(Durability atLeast) {
    return durability == Durability.SYNCED || atLeast == Durability.SYNCED
        ? writingSynced
        : writing;
  }

  /**
   * {@inheritDoc} Forces every log that is live, not only the newest. A log that could not be
   * written, such as on a full disk, RocksDB passes over in silence once it has begun another: so
   * after any failure all that is in memory is written to a table instead.
   */
  @Override
  public void sync() throws RocksDBException {
    long failed = failures.get();
    if (failed != mended) {
      try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
        db().flush(waiting);
      }
      mended = failed;
    }
    db().flushWal(/* sync= */ true);
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    EngineFault fault = super.diagnose(failure);
    if (fault != EngineFault.CORRUPT) {
      failures.incrementAndGet();
    }
    return fault;
  }

  @Override
  public EngineReader snapshot() {
    return takeSnapshot();
  }

  @Override
  public void deleteRange(KeyRange range) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.deleteRange(range.lower(), upperBound(range));
      if (isIndexed()) {
        byte[][] sizes = SizeIndex.boundsOf(range);
        batch.deleteRange(sizes[0], sizes[1]);
      }
      db().write(writeOptions(Durability.VISIBLE), batch);
    }
  }

  @Override
  public void compact(KeyRange range) throws RocksDBException {
    compact(range.lower(), upperBound(range));
    if (isIndexed()) {
      byte[][] sizes = SizeIndex.boundsOf(range);
      compact(sizes[0], sizes[1]);
    }
  }

  private void compact(byte[] lower, byte[] upper) throws RocksDBException {
    try (CompactRangeOptions options =
        new CompactRangeOptions().setExclusiveManualCompaction(false)) {
      db().compactRange(db().getDefaultColumnFamily(), lower, upper, options);
    }
  }

  @Override
  public Load bulkLoad() throws IOException {
    Path folder = directory().path().resolve(LOADS).resolve(Long.toString(loads.getAndIncrement()));
    return new RocksLoad(db(), options().options(), isIndexed(), folder);
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
