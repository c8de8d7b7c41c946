package dev.cairn.rocksdb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;

/** The bare reads of RocksDB: of the database as it is, or of a snapshot of it. */
final class RocksReads implements EngineReader {

  /** A read into this returns the length of the value and copies none of it. */
  static final byte[] NOTHING = new byte[0];

  /** About as much is read by one call. */
  private static final long BYTES_AT_ONCE = 2 << 20;

  private static final int LEAST_AT_ONCE = 8;
  private static final int MOST_AT_ONCE = 1 << 10;

  private final RocksDB db;
  private final ReadOptions reading;
  private final ReadOptions readingValues;
  private final boolean indexed;
  private final List<AutoCloseable> owned;

  private RocksReads(
      RocksDB db,
      ReadOptions reading,
      ReadOptions readingValues,
      boolean indexed,
      List<AutoCloseable> owned) {
    this.db = db;
    this.reading = reading;
    this.readingValues = readingValues;
    this.indexed = indexed;
    this.owned = owned;
  }

  /**
   * {@return the reads of a database as it is}
   *
   * @param db the database
   * @param options with which it is open; they outlive this
   * @param indexed whether the database has a {@link SizeIndex}
   */
  static RocksReads current(RocksDB db, NativeOptions options, boolean indexed) {
    ReadOptions values = options.readingValues(options.reading());
    return new RocksReads(db, options.reading(), values, indexed, List.of(values));
  }

  /** {@return the reads of a database as it is now, which own the snapshot} */
  static RocksReads snapshot(RocksDB db, NativeOptions options, boolean indexed) {
    Snapshot snapshot = db.getSnapshot();
    ReadOptions then = new ReadOptions(options.reading()).setSnapshot(snapshot);
    ReadOptions values = options.readingValues(then);
    return new RocksReads(
        db, then, values, indexed, List.of(values, then, () -> db.releaseSnapshot(snapshot)));
  }

  /** {@return how values are read} */
  ReadOptions readingValues() {
    return readingValues;
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws RocksDBException {
    return db.get(readingValues, key);
  }

  /**
   * {@inheritDoc} Large values are read a few at a time: RocksDB holds all those of a call until it
   * has copied the last, and memory that no processor has at hand any more costs a fifth of the
   * speed.
   */
  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) throws RocksDBException {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    int few = indexed ? LEAST_AT_ONCE : keys.size();
    while (values.size() < keys.size()) {
      int from = values.size();
      List<byte @Nullable []> some =
          getAtOnce(keys.subList(from, Math.min(from + few, keys.size())));
      values.addAll(some);
      few = howManyLike(some);
    }
    return values;
  }

  /** Returns how many values of the size of these to read at once. */
  private static int howManyLike(List<byte @Nullable []> values) {
    long bytes = 1;
    for (byte[] value : values) {
      bytes += value == null ? 0 : value.length;
    }
    long fitting = BYTES_AT_ONCE * values.size() / bytes;
    return (int) Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, fitting));
  }

  /**
   * Reads by one call. RocksDB's own call for many keys shows a value that it could not read, such
   * as a damaged one, as an absent one; so what seems absent is asked for again, alone.
   */
  private List<byte @Nullable []> getAtOnce(List<byte[]> keys) throws RocksDBException {
    List<byte @Nullable []> values = db.multiGetAsList(readingValues, keys);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        values.set(i, get(keys.get(i)));
      }
    }
    return values;
  }

  @Override
  public long size(byte[] key) throws RocksDBException {
    if (indexed) {
      byte[] size = new byte[Integer.BYTES];
      int found = db.get(reading, SizeIndex.keyFor(key), size);
      return found == RocksDB.NOT_FOUND ? ABSENT : SizeIndex.decode(size);
    }
    int size = db.get(reading, key, NOTHING);
    return size == RocksDB.NOT_FOUND ? ABSENT : size;
  }

  /** {@inheritDoc} Where nobody wants the values they are not read, if their sizes are apart. */
  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return indexed && projection != Projection.VALUES
        ? RocksCursor.overSizes(db, reading, range, direction, projection)
        : RocksCursor.overEntries(db, readingValues, range, direction, projection);
  }

  @Override
  public void close() {
    Closing.all(owned);
  }
}
