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

  /** Reads the store as it is. The database is not closed with this. */
  NativeReader(NativeDB db, boolean verifyChecksums, DiskReserve reserve) {
    this(db, new NativeReadOptions(), verifyChecksums, reserve);
  }

  /** Reads the store as it was at a snapshot, which has to be released after this was used. */
  NativeReader(NativeDB db, NativeSnapshot snapshot, boolean verifyChecksums, DiskReserve reserve) {
    this(db, new NativeReadOptions().snapshot(snapshot), verifyChecksums, reserve);
  }

  private NativeReader(
      NativeDB db, NativeReadOptions reading, boolean verifyChecksums, DiskReserve reserve) {
    this.db = db;
    this.reading = reading.verifyChecksums(verifyChecksums);
    this.verifyChecksums = verifyChecksums;
    this.reserve = reserve;
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
   * nearly full, it lets go of them every now and then.
   */
  @Override
  public final Cursor scan(KeyRange range, Direction direction, Projection projection)
      throws IOException {
    if (reserve.isShort() && reading.snapshot() == null) {
      NativeMoment moment = NativeMoment.of(db, verifyChecksums, reserve);
      return new RenewedCursor(moment, range, direction, projection, moment::close);
    }
    return reserve.isShort()
        ? new RenewedCursor(this, range, direction, projection, () -> {})
        : scanWhole(range, direction, projection);
  }

  /** Scans by one iterator, which keeps its tables until it is closed. */
  final NativeCursor scanWhole(KeyRange range, Direction direction, Projection projection) {
    return new NativeCursor(db.iterator(reading), range, direction, projection);
  }
}
