package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The bare calls of RocksDB. */
final class RocksEngine implements StorageEngine {

  /** A read into this returns the length of the value and copies none of it. */
  private static final byte[] NOTHING = new byte[0];

  private final NativeOptions handles;
  private final RocksDB db;
  private final ReadOptions reading;
  private final WriteOptions writing;
  private final WriteOptions writingSynced;
  private final Durability durability;

  private RocksEngine(NativeOptions handles, RocksDB db, Durability durability) {
    this.handles = handles;
    this.db = db;
    this.reading = handles.own(new ReadOptions());
    this.writing = handles.own(new WriteOptions());
    this.writingSynced = handles.own(new WriteOptions()).setSync(true);
    this.durability = durability;
  }

  static RocksEngine open(StoreDirectory directory, RocksDbOptions options)
      throws IOException, RocksDBException {
    checkFormat(directory);
    directory.runUnlessLocked(() -> checkLogs(directory));
    NativeLibrary.load();
    NativeOptions handles = new NativeOptions(options);
    try {
      String path = directory.path().toString();
      RocksDB db =
          directory.isReadOnly()
              ? RocksDB.openReadOnly(handles.options(), path)
              : RocksDB.open(handles.options(), path);
      return new RocksEngine(handles, db, options.durability());
    } catch (RocksDBException | RuntimeException e) {
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

  @Override
  public byte @Nullable [] get(byte[] key) throws RocksDBException {
    return db.get(reading, key);
  }

  /**
   * {@inheritDoc} RocksDB's own call for many keys shows a value that it could not read, such as a
   * damaged one, as an absent one; so what seems absent is asked for again, alone.
   */
  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) throws RocksDBException {
    List<byte @Nullable []> values = db.multiGetAsList(reading, keys);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        values.set(i, get(keys.get(i)));
      }
    }
    return values;
  }

  @Override
  public long size(byte[] key) throws RocksDBException {
    int size = db.get(reading, key, NOTHING);
    return size == RocksDB.NOT_FOUND ? ABSENT : size;
  }

  @Override
  public void put(byte[] key, byte[] value) throws RocksDBException {
    db.put(writeOptions(Durability.VISIBLE), key, value);
  }

  @Override
  public void delete(byte[] key) throws RocksDBException {
    db.delete(writeOptions(Durability.VISIBLE), key);
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
      db.write(writeOptions(atLeast), batch);
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
    db.flushWal(/* sync= */ true);
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return new RocksCursor(db, range, direction, projection);
  }

  @Override
  public void close() {
    Closing.all(List.of(db, handles));
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return faultOf(failure);
  }

  static EngineFault faultOf(Exception failure) {
    Status status = failure instanceof RocksDBException e ? e.getStatus() : null;
    String message = String.valueOf(failure.getMessage());
    if (status == null) {
      return EngineFault.ofSystemMessage(message);
    }
    return switch (status.getCode()) {
      case Corruption -> EngineFault.CORRUPT;
      case IOError -> faultOfInputOutput(status, message);
      case Busy, TimedOut, TryAgain, Incomplete, MergeInProgress, Aborted -> EngineFault.BUSY;
      default -> EngineFault.ofSystemMessage(message);
    };
  }

  private static EngineFault faultOfInputOutput(Status status, String message) {
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return EngineFault.NO_SPACE;
    }
    if (message.contains("lock hold by current process") || message.contains("While lock file")) {
      return EngineFault.LOCKED;
    }
    return message.contains("No such file or directory")
        ? EngineFault.CORRUPT
        : EngineFault.ofSystemMessage(message);
  }
}
