package dev.cairn.rocksdb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** An iterator of RocksDB within its bounds, with the handles that must outlive it. */
final class RocksCursor implements StorageEngine.Cursor {

  /** A read into this returns the length of the value and copies none of it. */
  private static final byte[] NOTHING = new byte[0];

  private final Deque<AutoCloseable> handles = new ArrayDeque<>();
  private final RocksIterator iterator;
  private final Direction direction;
  private final Projection projection;
  private boolean positioned;

  RocksCursor(
      RocksDB db, ReadOptions as, KeyRange range, Direction direction, Projection projection) {
    this.direction = direction;
    this.projection = projection;
    ReadOptions reading = own(new ReadOptions(as));
    reading.setIterateLowerBound(own(new Slice(range.lower())));
    byte[] upper = range.upper();
    if (upper != null) {
      reading.setIterateUpperBound(own(new Slice(upper)));
    }
    this.iterator = own(db.newIterator(reading));
  }

  private <T extends AutoCloseable> T own(T handle) {
    handles.addFirst(handle);
    return handle;
  }

  @Override
  public @Nullable Entry advance() throws RocksDBException {
    move();
    if (!iterator.isValid()) {
      iterator.status();
      return null;
    }
    Key key = Key.ofStored(iterator.key());
    return switch (projection) {
      case KEYS -> Entry.keyOnly(key);
      case SIZES -> Entry.sized(key, iterator.value(NOTHING));
      case VALUES -> Entry.of(key, iterator.value());
    };
  }

  private void move() {
    boolean ascending = direction == Direction.ASCENDING;
    if (positioned && ascending) {
      iterator.next();
    } else if (positioned) {
      iterator.prev();
    } else if (ascending) {
      iterator.seekToFirst();
    } else {
      iterator.seekToLast();
    }
    positioned = true;
  }

  /** Frees the iterator first, and then what it reads of: newest first. */
  @Override
  public void close() {
    Closing.all(handles);
  }
}
