package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.StorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import org.iq80.leveldb.DBIterator;
import org.jspecify.annotations.Nullable;

/** An iterator of the library in Java, which goes forward alone, within its bounds. */
final class ForwardCursor implements StorageEngine.Cursor {

  private final DBIterator iterator;
  private final KeyRange range;
  private final Projection projection;
  private boolean positioned;

  ForwardCursor(DBIterator iterator, KeyRange range, Projection projection) {
    this.iterator = iterator;
    this.range = range;
    this.projection = projection;
  }

  @Override
  public @Nullable Entry advance() {
    if (!positioned) {
      iterator.seek(range.lower());
      positioned = true;
    }
    return next(iterator, range.upper(), projection);
  }

  /** Returns the next entry before {@code upper}, or {@code null}. */
  static @Nullable Entry next(DBIterator iterator, byte @Nullable [] upper, Projection projection) {
    if (!iterator.hasNext()) {
      return null;
    }
    Map.Entry<byte[], byte[]> next = iterator.next();
    if (upper != null && Arrays.compareUnsigned(next.getKey(), upper) >= 0) {
      return null;
    }
    Key key = Key.ofStored(next.getKey());
    return switch (projection) {
      case KEYS -> Entry.keyOnly(key);
      case SIZES -> Entry.sized(key, next.getValue().length);
      case VALUES -> Entry.of(key, next.getValue());
    };
  }

  @Override
  public void close() {
    close(iterator);
  }

  /** Closes an iterator, which in this library never fails. */
  static void close(DBIterator iterator) {
    try {
      iterator.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
