package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.jspecify.annotations.Nullable;

/**
 * A listing at one moment by many iterators, one after the other: the tables that an iterator reads
 * stay on the disk as long as it is open, however many have been merged into others.
 */
final class RenewedCursor implements StorageEngine.Cursor {

  /** Making an iterator takes as long as going on by a few dozen entries. */
  private static final int ENTRIES_OF_AN_ITERATOR = 500;

  private final NativeReader moment;
  private final Direction direction;
  private final Projection projection;
  private final Runnable atEnd;

  private KeyRange rest;
  private NativeCursor cursor;
  private int entries;

  /**
   * Begins a listing.
   *
   * @param moment reads what does not change
   * @param atEnd run when this is closed
   */
  RenewedCursor(
      NativeReader moment,
      KeyRange range,
      Direction direction,
      Projection projection,
      Runnable atEnd) {
    this.moment = moment;
    this.rest = range;
    this.direction = direction;
    this.projection = projection;
    this.atEnd = atEnd;
    this.cursor = moment.scanWhole(range, direction, projection);
  }

  @Override
  public @Nullable Entry advance() throws NativeDB.DBException {
    Entry entry = cursor.advance();
    if (entry != null && ++entries % ENTRIES_OF_AN_ITERATOR == 0) {
      renew(entry.key());
    }
    return entry;
  }

  private void renew(Key last) {
    rest = direction == Direction.ASCENDING ? rest.after(last) : rest.before(last);
    NativeCursor old = cursor;
    cursor = moment.scanWhole(rest, direction, projection);
    old.close();
  }

  @Override
  public void close() {
    cursor.close();
    atEnd.run();
  }
}
