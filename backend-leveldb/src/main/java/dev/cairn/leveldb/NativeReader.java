package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeReadOptions;
import org.jspecify.annotations.Nullable;

/** Reads by the native library: of its store as it is, or as it was. */
abstract class NativeReader implements EngineReader {

  private final NativeDB db;
  private final NativeReadOptions reading;

  /**
   * Reads a database.
   *
   * @param db not closed with this
   * @param reading the checks, and the snapshot if there is one
   */
  NativeReader(NativeDB db, NativeReadOptions reading) {
    this.db = db;
    this.reading = reading;
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

  @Override
  public final Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return new NativeCursor(db.iterator(reading), range, direction, projection);
  }
}
