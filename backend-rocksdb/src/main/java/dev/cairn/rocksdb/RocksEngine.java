package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;

/** The bare calls of RocksDB that read. */
abstract class RocksEngine implements StorageEngine.Viewing {

  private final StoreDirectory directory;
  private final NativeOptions options;
  private final RocksDB db;
  private final boolean indexed;
  private final RocksReads reads;
  private final ReadBuffers buffers = new ReadBuffers();

  /**
   * Takes over an open database.
   *
   * @param directory where it is
   * @param options what it was opened with, closed after it
   * @param db the database
   * @param indexed whether it has a {@link SizeIndex}
   */
  RocksEngine(StoreDirectory directory, NativeOptions options, RocksDB db, boolean indexed) {
    this.directory = directory;
    this.options = options;
    this.db = db;
    this.indexed = indexed;
    this.reads = RocksReads.current(db, options, indexed);
  }

  /** How a kind of engine opens its database. */
  interface Opening<T> {
    T open(NativeOptions options) throws IOException, RocksDBException;
  }

  /** Looks at a directory and has an engine opened there. */
  static <T> T open(StoreDirectory directory, RocksDbOptions options, Opening<T> opening)
      throws IOException, RocksDBException {
    checkFormat(directory);
    if (options.verifiesChecksums()) {
      directory.runUnlessLocked(() -> checkLogs(directory));
    }
    NativeLibrary.load();
    NativeOptions handles =
        directory.isReadOnly()
            ? NativeOptions.forReading(options)
            : NativeOptions.forWriting(options);
    try {
      return opening.open(handles);
    } catch (IOException | RocksDBException | RuntimeException e) {
      Closing.onFailure(e, List.of(handles));
      throw e;
    }
  }

  /** RocksDB takes a LevelDB store without tables for its own, and LevelDB cannot read it then. */
  private static void checkFormat(StoreDirectory directory) throws IOException {
    boolean holdsStore = !directory.files(StoreDirectory.CURRENT).isEmpty();
    if (holdsStore && directory.files("{IDENTITY,OPTIONS-*}").isEmpty()) {
      throw new DatastoreException(
          ("cannot open %s: the files there are not RocksDB's (there is neither an IDENTITY nor an "
                  + "OPTIONS file, as with LevelDB); open it with the engine that wrote it")
              .formatted(directory));
    }
  }

  /** RocksDB takes damage in the last records of a log for the end of it, and drops them. */
  private static void checkLogs(StoreDirectory directory) throws IOException {
    LogNumber.check(directory);
    LogTail.tornLogsOf(directory);
  }

  final StoreDirectory directory() {
    return directory;
  }

  final NativeOptions options() {
    return options;
  }

  final RocksDB db() {
    return db;
  }

  /** {@return whether the database has a {@link SizeIndex}} */
  final boolean isIndexed() {
    return indexed;
  }

  @Override
  public final byte @Nullable [] get(byte[] key) throws RocksDBException {
    return reads.get(key);
  }

  @Override
  public final List<byte @Nullable []> getAll(List<byte[]> keys) throws RocksDBException {
    return reads.getAll(keys);
  }

  @Override
  public final long size(byte[] key) throws RocksDBException {
    return reads.size(key);
  }

  @Override
  public final Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return reads.scan(range, direction, projection);
  }

  @Override
  public final @Nullable Shown show(byte[] key) throws RocksDBException {
    return buffers.show(db, reads.readingValues(), key);
  }

  /** {@return the database as it is now} */
  final EngineReader takeSnapshot() {
    return RocksReads.snapshot(db, options, indexed);
  }

  /** {@return what RocksDB says of itself under a name, if it knows it} */
  final Optional<String> property(String name) throws RocksDBException {
    try {
      return Optional.ofNullable(db.getProperty(name));
    } catch (RocksDBException e) {
      if (RocksFaults.isNotFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** {@return about how many bytes the entries of a range take} */
  final long approximateSize(KeyRange range) {
    if (range.isEmpty()) {
      return 0;
    }
    try (Slice lower = new Slice(range.lower());
        Slice upper = new Slice(upperBound(range))) {
      return db.getApproximateSizes(
              List.of(new Range(lower, upper)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
    }
  }

  /** {@return the upper bound of a range, and where it has none one that is above every key} */
  static byte[] upperBound(KeyRange range) {
    return Objects.requireNonNull(
        range.intersection(KeyRange.ALL).upper(), "every key is below a bound");
  }

  /** {@return how much memory the database takes} */
  final RocksDbMemory memoryUsage() throws RocksDBException {
    long written = db.getAggregatedLongProperty("rocksdb.size-all-mem-tables");
    long cached = options.cache().getUsage();
    return new RocksDbMemory(
        written,
        // Shared resources count what is written to the cache as well.
        options.isShared() ? Math.max(0, cached - written) : cached,
        options.cache().getPinnedUsage(),
        db.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem"));
  }

  /** {@return what is wrong with the files} */
  final List<String> findDamage() throws IOException {
    return RocksCheck.of(directory, db, options, isIndexed());
  }

  @Override
  public final void close() {
    Closing.all(List.<AutoCloseable>of(reads::close, db, options));
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return RocksFaults.of(failure);
  }
}
