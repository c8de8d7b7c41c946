package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.io.IOException;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeReadOptions;
import org.fusesource.leveldbjni.internal.NativeSnapshot;
import org.jspecify.annotations.Nullable;

/** Reads by the native library: of its store as it is, or as it was. */
abstract class NativeReader implements EngineReader {

  private final NativeDB db;
  private final NativeReadOptions reading;
  private final boolean verifyChecksums;
  private final DiskReserve reserve;
  private final PendingMerges merges;

  /** Reads the store as it is. The database is not closed with this. */
  NativeReader(NativeDB db, boolean verifyChecksums, DiskReserve reserve, PendingMerges merges) {
    this.db = db;
    this.verifyChecksums = verifyChecksums;
    this.reserve = reserve;
    this.merges = merges;
    this.reading = new NativeReadOptions().verifyChecksums(verifyChecksums);
  }

  /** Reads the store as it was at a snapshot, which has to be released after this was used. */
  NativeReader(NativeReader store, NativeSnapshot snapshot) {
    this(store.db, store.verifyChecksums, store.reserve, store.merges);
    reading.snapshot(snapshot);
  }

  @Override
  public final byte @Nullable [] get(byte[] key) throws NativeDB.DBException {
    try {
      return db.get(reading, key);
    } catch (NativeDB.DBException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public final long size(byte[] key) throws NativeDB.DBException {
    byte[] value = get(key);
    return value == null ? ABSENT : value.length;
  }

  /**
   * {@inheritDoc} A listing keeps tables on the disk that were merged meanwhile. Where that is
   * nearly full, or all tables are being merged, it lets go of them every now and then. It is
   * counted before it looks whether they are: so a compaction that does not count it is seen here.
   */
  @Override
  public final Cursor scan(KeyRange range, Direction direction, Projection projection)
      throws IOException {
    if (!reserve.isShort()) {
      NativeCursor whole = scanWhole(range, direction, projection);
      if (!merges.isCompacting()) {
        return whole;
      }
      whole.close();
    }
    if (reading.snapshot() != null) {
      return new RenewedCursor(this, range, direction, projection, () -> {});
    }
    NativeMoment moment = moment();
    return new RenewedCursor(moment, range, direction, projection, moment::close);
  }

  /** Scans by one iterator, which keeps its tables until it is closed. */
  final NativeCursor scanWhole(KeyRange range, Direction direction, Projection projection) {
    return new NativeCursor(db.iterator(reading), range, direction, projection, merges);
  }

  /** {@return the store as it is now} */
  final NativeMoment moment() {
    return new NativeMoment(this, db, db.getSnapshot());
  }
}
