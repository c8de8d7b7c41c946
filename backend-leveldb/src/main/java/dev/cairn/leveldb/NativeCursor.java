package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.Arrays;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeIterator;
import org.jspecify.annotations.Nullable;

/**
 * An iterator of the native library within its bounds. All steps of that iterator but {@code
 * seekToLast} throw where they met an error, also one that they passed over.
 */
final class NativeCursor implements StorageEngine.Cursor {

  private final NativeIterator iterator;
  private final KeyRange range;
  private final Direction direction;
  private final Projection projection;
  private final PendingMerges merges;
  private boolean positioned;

  /**
   * Takes an iterator over.
   *
   * @param merges told of this listing until it is closed
   */
  NativeCursor(
      NativeIterator iterator,
      KeyRange range,
      Direction direction,
      Projection projection,
      PendingMerges merges) {
    this.iterator = iterator;
    this.range = range;
    this.direction = direction;
    this.projection = projection;
    this.merges = merges;
    merges.listingBegins();
  }

  @Override
  public @Nullable Entry advance() throws NativeDB.DBException {
    move();
    if (!iterator.isValid()) {
      return null;
    }
    byte[] name = iterator.key();
    if (!isWithinFarBound(name)) {
      return null;
    }
    Key key = Key.ofStoredWithoutCopy(name);
    return switch (projection) {
      case KEYS -> Entry.keyOnly(key);
      case SIZES -> Entry.sized(key, iterator.value().length);
      case VALUES -> Entry.of(key, iterator.value());
    };
  }

  private void move() throws NativeDB.DBException {
    boolean ascending = direction == Direction.ASCENDING;
    if (positioned && ascending) {
      iterator.next();
    } else if (positioned) {
      iterator.prev();
    } else if (ascending) {
      iterator.seek(range.lower());
    } else {
      seekToGreatest();
    }
    positioned = true;
  }

  /** Goes to the greatest key before the upper bound. */
  private void seekToGreatest() throws NativeDB.DBException {
    byte[] upper = range.upper();
    if (upper != null) {
      iterator.seek(upper);
      if (iterator.isValid()) {
        iterator.prev();
        return;
      }
    }
    iterator.seekToLast();
    if (!iterator.isValid()) {
      // Either there is nothing, or there was an error: any other step throws it.
      iterator.seek(range.lower());
    }
  }

  private boolean isWithinFarBound(byte[] name) {
    return direction == Direction.ASCENDING
        ? range.isBeforeUpper(name)
        : Arrays.compareUnsigned(name, range.lower()) >= 0;
  }

  @Override
  public void close() {
    iterator.delete();
    merges.listingEnds();
  }
}
