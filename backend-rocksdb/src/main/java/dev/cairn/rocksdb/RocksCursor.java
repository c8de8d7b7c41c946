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
import org.rocksdb.ColumnFamilyHandle;
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
  private final Content content;
  private boolean positioned;

  private RocksCursor(
      RocksDB db,
      ColumnFamilyHandle family,
      ReadOptions as,
      KeyRange range,
      Direction direction,
      Content content) {
    this.direction = direction;
    this.content = content;
    ReadOptions reading = own(new ReadOptions(as));
    reading.setIterateLowerBound(own(new Slice(range.lower())));
    byte[] upper = range.upper();
    if (upper != null) {
      reading.setIterateUpperBound(own(new Slice(upper)));
    }
    this.iterator = own(db.newIterator(family, reading));
  }

  /** How an iterator at a key becomes an entry. */
  private interface Content {
    Entry entry(Key key, RocksIterator at);
  }

  /** {@return a cursor that finds sizes in the lengths of the values} */
  static RocksCursor overEntries(
      RocksDB db, ReadOptions as, KeyRange range, Direction direction, Projection projection) {
    Content content =
        switch (projection) {
          case KEYS -> (key, at) -> Entry.keyOnly(key);
          case SIZES -> (key, at) -> Entry.sized(key, at.value(NOTHING));
          case VALUES -> (key, at) -> Entry.of(key, at.value());
        };
    return new RocksCursor(db, db.getDefaultColumnFamily(), as, range, direction, content);
  }

  /** {@return a cursor over the column family of a {@link SizeIndex}} */
  static RocksCursor overSizes(
      RocksDB db,
      ColumnFamilyHandle sizes,
      ReadOptions as,
      KeyRange range,
      Direction direction,
      Projection projection) {
    Content content =
        projection == Projection.KEYS
            ? (key, at) -> Entry.keyOnly(key)
            : (key, at) -> Entry.sized(key, SizeIndex.decode(at.value()));
    return new RocksCursor(db, sizes, as, range, direction, content);
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
    return content.entry(Key.ofStored(iterator.key()), iterator);
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
