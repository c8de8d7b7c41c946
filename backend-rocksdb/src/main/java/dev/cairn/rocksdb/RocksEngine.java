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
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The bare calls of RocksDB that read. */
abstract class RocksEngine
    implements StorageEngine.Snapshotting, StorageEngine.Viewing, StorageEngine.Checking {

  private final StoreDirectory directory;
  private final NativeOptions handles;
  private final RocksDB db;
  private final ReadOptions reading;
  private final RocksReads reads;
  private final ReadBuffers buffers = new ReadBuffers();

  /**
   * Takes over an open database.
   *
   * @param directory where it is
   * @param handles what it was opened with, closed after it
   * @param db the database
   */
  RocksEngine(StoreDirectory directory, NativeOptions handles, RocksDB db) {
    this.directory = directory;
    this.handles = handles;
    this.db = db;
    this.reading = handles.own(new ReadOptions());
    this.reads = RocksReads.current(db, reading);
  }

  /** Opens a database, for writing or reading as its directory was claimed for. */
  static RocksEngine open(StoreDirectory directory, RocksDbOptions options)
      throws IOException, RocksDBException {
    checkFormat(directory);
    directory.runUnlessLocked(() -> checkLogs(directory));
    NativeLibrary.load();
    NativeOptions handles = new NativeOptions(options);
    try {
      return directory.isReadOnly()
          ? RocksReplica.open(directory, handles)
          : RocksPrimary.open(directory, handles, options.durability());
    } catch (IOException | RocksDBException | RuntimeException e) {
      Closing.onFailure(e, List.of(handles));
      throw e;
    }
  }

  /** RocksDB takes a LevelDB store without tables for its own, and LevelDB cannot read it then. */
  private static void checkFormat(StoreDirectory directory) throws IOException {
    boolean holdsStore = !directory.files("CURRENT").isEmpty();
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

  final NativeOptions handles() {
    return handles;
  }

  final RocksDB db() {
    return db;
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
  public final EngineReader snapshot() {
    return RocksReads.snapshot(db, reading);
  }

  @Override
  public final @Nullable Shown show(byte[] key) throws RocksDBException {
    return buffers.show(db, reading, key);
  }

  @Override
  public final List<String> check() throws IOException {
    return RocksCheck.of(directory, db, handles.options());
  }

  @Override
  public final void close() {
    Closing.all(List.of(db, handles));
  }

  @Override
  public final EngineFault diagnose(Exception failure) {
    return RocksFaults.of(failure);
  }
}
