package dev.cairn.rocksdb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The bare reads of RocksDB: of the database as it is, or of a snapshot of it. */
final class RocksReads implements EngineReader {

  /** A read into this returns the length of the value and copies none of it. */
  private static final byte[] NOTHING = new byte[0];

  private final RocksDB db;
  private final ReadOptions reading;
  private final @Nullable SizeIndex sizes;

  /** Whether the sizes may be read; asked before each time. */
  private final BooleanSupplier complete;

  private final List<AutoCloseable> owned;

  private RocksReads(
      RocksDB db,
      ReadOptions reading,
      @Nullable SizeIndex sizes,
      BooleanSupplier complete,
      List<AutoCloseable> owned) {
    this.db = db;
    this.reading = reading;
    this.sizes = sizes;
    this.complete = complete;
    this.owned = owned;
  }

  /** {@return the reads of a database as it is, which own nothing} */
  static RocksReads current(RocksDB db, ReadOptions reading, @Nullable SizeIndex sizes) {
    return new RocksReads(
        db, reading, sizes, sizes == null ? () -> false : sizes::isComplete, List.of());
  }

  /** {@return the reads of a database as it is now, which own the snapshot} */
  static RocksReads snapshot(RocksDB db, ReadOptions reading, @Nullable SizeIndex sizes) {
    if (sizes == null) {
      return at(db, db.getSnapshot(), reading, null, false);
    }
    // All of one moment, unless a bulk load came between.
    boolean before = sizes.isComplete();
    long loads = sizes.loads();
    Snapshot snapshot = db.getSnapshot();
    return at(db, snapshot, reading, sizes, before && sizes.loads() == loads);
  }

  private static RocksReads at(
      RocksDB db,
      Snapshot snapshot,
      ReadOptions reading,
      @Nullable SizeIndex sizes,
      boolean complete) {
    ReadOptions then = new ReadOptions(reading).setSnapshot(snapshot);
    return new RocksReads(
        db, then, sizes, () -> complete, List.of(then, () -> db.releaseSnapshot(snapshot)));
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
    if (sizes != null && complete.getAsBoolean()) {
      return sizes.sizeOf(reading, key);
    }
    int size = db.get(reading, key, NOTHING);
    return size == RocksDB.NOT_FOUND ? ABSENT : size;
  }

  /** {@inheritDoc} Where nobody wants the values they are not read, if their sizes are apart. */
  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return sizes != null && projection != Projection.VALUES && complete.getAsBoolean()
        ? RocksCursor.overSizes(db, sizes.family(), reading, range, direction, projection)
        : RocksCursor.overEntries(db, reading, range, direction, projection);
  }

  @Override
  public void close() {
    Closing.all(owned);
  }
}
