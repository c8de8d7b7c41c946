package dev.cairn.rocksdb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** An iterator of RocksDB within its bounds, with the handles that must outlive it. */
final class RocksCursor implements StorageEngine.Cursor {

  private static final int MOST_HANDLES = 4;

  private final Deque<AutoCloseable> handles = new ArrayDeque<>(MOST_HANDLES);
  private final RocksIterator iterator;
  private final CopiedBytes bytes;
  private final Direction direction;
  private final Content content;
  private final byte[] lower;
  private boolean positioned;

  private RocksCursor(
      RocksDB db,
      ReadOptions as,
      byte[] lower,
      byte @Nullable [] upper,
      Direction direction,
      Content content) {
    this.lower = lower;
    this.direction = direction;
    this.content = content;
    ReadOptions reading = own(new ReadOptions(as));
    if (direction == Direction.DESCENDING) {
      reading.setIterateLowerBound(own(new Slice(lower)));
    }
    if (upper != null) {
      reading.setIterateUpperBound(own(new Slice(upper)));
    }
    this.iterator = own(db.newIterator(reading));
    this.bytes = new CopiedBytes(iterator);
  }

  /** What an iterator shows where it stands. */
  private interface Content {
    Entry entry(CopiedBytes at);
  }

  /** {@return a cursor that finds sizes in the lengths of the values} */
  static RocksCursor overEntries(
      RocksDB db, ReadOptions as, KeyRange range, Direction direction, Projection projection) {
    Content content =
        switch (projection) {
          case KEYS -> at -> Entry.keyOnly(Key.ofStoredWithoutCopy(at.key()));
          case SIZES -> at -> Entry.sized(Key.ofStoredWithoutCopy(at.key()), at.size());
          case VALUES -> at -> Entry.of(Key.ofStoredWithoutCopy(at.key()), at.value());
        };
    return new RocksCursor(db, as, range.lower(), bound(range), direction, content);
  }

  /** Returns the upper bound, but for that of all keys: it would be compared with each. */
  private static byte @Nullable [] bound(KeyRange range) {
    byte[] upper = range.upper();
    return Arrays.equals(upper, KeyRange.ALL.upper()) ? null : upper;
  }

  /** {@return a cursor over a {@link SizeIndex}, which shows no values} */
  static RocksCursor overSizes(
      RocksDB db, ReadOptions as, KeyRange range, Direction direction, Projection projection) {
    Content content =
        projection == Projection.KEYS
            ? at -> Entry.keyOnly(keyIn(at))
            : at -> Entry.sized(keyIn(at), SizeIndex.decode(at.value()));
    byte[][] bounds = SizeIndex.boundsOf(range);
    return new RocksCursor(db, as, bounds[0], bounds[1], direction, content);
  }

  private static Key keyIn(CopiedBytes sizes) {
    return Key.ofStoredWithoutCopy(SizeIndex.entryOf(sizes.key()));
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
    return content.entry(bytes);
  }

  private void move() {
    boolean ascending = direction == Direction.ASCENDING;
    if (positioned && ascending) {
      iterator.next();
    } else if (positioned) {
      iterator.prev();
    } else if (ascending) {
      iterator.seek(lower);
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
