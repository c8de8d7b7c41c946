package dev.cairn.leveldb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.fusesource.leveldbjni.internal.NativeCache;
import org.fusesource.leveldbjni.internal.NativeCompressionType;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeOptions;
import org.fusesource.leveldbjni.internal.NativeRange;
import org.fusesource.leveldbjni.internal.NativeWriteBatch;
import org.fusesource.leveldbjni.internal.NativeWriteOptions;

/**
 * The bare calls of the native library. They are those below its public interface, which converts
 * options at every call, copies values that a listing of keys does not want, and goes backwards in
 * three steps a key.
 */
final class NativeEngine extends NativeReader implements LevelDbEngine, StorageEngine.Compacting {

  /** Greater than every key, as keys begin with a slash. */
  private static final byte[] BEHIND_ALL = {(byte) 0xFF};

  private final StoreDirectory directory;
  private final NativeCache cache;
  private final NativeDB db;
  private final PendingMerges merges;
  private final NativeWriteOptions writing = new NativeWriteOptions();
  private final NativeWriteOptions writingSynced = new NativeWriteOptions().sync(true);
  private final GuardedWrites writes;

  private NativeEngine(
      StoreDirectory directory,
      LevelDbOptions options,
      NativeCache cache,
      NativeDB db,
      PendingMerges merges,
      GuardedWrites writes) {
    super(db, !options.trustsStorage(), writes.reserve(), merges);
    this.directory = directory;
    this.cache = cache;
    this.db = db;
    this.merges = merges;
    this.writes = writes;
  }

  /**
   * Opens the store, with all checks on unless the storage is trusted. Without them compactions
   * read unverified, and a damaged value gets a new, fitting checksum.
   */
  static NativeEngine open(StoreDirectory directory, LevelDbOptions options) throws IOException {
    NativeCache cache = new NativeCache(options.blockCacheSize());
    try {
      NativeDB db = NativeDB.open(nativeOptions(directory, options, cache), file(directory));
      PendingMerges merges = new PendingMerges(db);
      GuardedWrites writes =
          new GuardedWrites(
              options.durability(),
              new OlderLogs(directory)::forceIfNew,
              DiskReserve.of(directory, options.diskReserve(), merges));
      return new NativeEngine(directory, options, cache, db, merges, writes);
    } catch (IOException | RuntimeException e) {
      cache.delete();
      throw e;
    }
  }

  private static File file(StoreDirectory directory) {
    return directory.path().toFile();
  }

  private static NativeOptions nativeOptions(
      StoreDirectory directory, LevelDbOptions options, NativeCache cache) {
    return new NativeOptions()
        .createIfMissing(!directory.isReadOnly())
        .paranoidChecks(options.paranoidChecks() || !options.trustsStorage())
        .writeBufferSize(options.writeBufferSize())
        .blockSize(options.blockSize())
        .maxOpenFiles(options.maxOpenFiles())
        .compression(
            options.compression() == Compression.NONE
                ? NativeCompressionType.kNoCompression
                : NativeCompressionType.kSnappyCompression)
        .cache(cache);
  }

  @Override
  public void put(byte[] key, byte[] value) throws Exception {
    writes.put(key, value, synced -> db.put(options(synced), key, value));
  }

  @Override
  public void delete(byte[] key) throws Exception {
    writes.delete(key, synced -> db.delete(options(synced), key));
  }

  @Override
  public void write(Iterable<Operation> operations, Durability atLeast) throws Exception {
    writes.batch(operations, atLeast, synced -> write(operations, options(synced)));
  }

  private void write(Iterable<Operation> operations, NativeWriteOptions options)
      throws NativeDB.DBException {
    NativeWriteBatch batch = new NativeWriteBatch();
    try {
      for (Operation operation : operations) {
        byte[] key = operation.key().bytesWithoutCopy();
        byte[] value = operation.value();
        if (value == null) {
          batch.delete(key);
        } else {
          batch.put(key, value);
        }
      }
      db.write(options, batch);
    } finally {
      batch.delete();
    }
  }

  private NativeWriteOptions options(boolean synced) {
    return synced ? writingSynced : writing;
  }

  @Override
  public void sync() throws Exception {
    write(List.of(), Durability.SYNCED);
  }

  @Override
  public EngineReader snapshot() {
    return moment();
  }

  /**
   * {@inheritDoc} The library does not say whether that failed; the next write does. A library that
   * has failed before would try for long, again and again.
   */
  @Override
  public void compact(KeyRange range) throws Exception {
    write(List.of(), Durability.VISIBLE);
    merges.compactionBegins();
    try {
      writes.beforeCompaction(merges.bytesOfCompaction());
      db.compactRange(range.lower(), upper(range));
    } finally {
      merges.compactionEnds();
    }
    write(List.of(), Durability.VISIBLE);
  }

  @Override
  public List<String> check() throws Exception {
    return StoreCheck.of(directory, this);
  }

  @Override
  public OptionalLong approximateSize(KeyRange range) {
    return OptionalLong.of(db.getApproximateSizes(new NativeRange(range.lower(), upper(range)))[0]);
  }

  private static byte[] upper(KeyRange range) {
    byte[] upper = range.upper();
    return upper == null ? BEHIND_ALL : upper;
  }

  @Override
  public Optional<String> property(String name) {
    return Optional.ofNullable(db.getProperty(name));
  }

  @Override
  public void close() {
    db.delete();
    cache.delete();
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return Faults.of(failure);
  }
}
