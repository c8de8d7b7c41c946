package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.ArrayDeque;
import java.util.Deque;
import org.iq80.leveldb.DBIterator;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a range in descending order with an iterator that goes forward alone.
 *
 * <p>A first pass cuts the range into windows of about a MiB and keeps the first key of each. The
 * windows are then read from the last to the first, each forward and whole. So every entry is read
 * twice, and one window is held in memory. All passes see one snapshot: the iterator's.
 */
final class WindowedCursor implements StorageEngine.Cursor {

  private static final long WINDOW = 1 << 20;

  /** What an entry takes in memory besides its bytes, about. */
  private static final long OVERHEAD = 100;

  private final DBIterator iterator;
  private final KeyRange range;
  private final Projection projection;

  /** The first keys of the windows that are still to be read, the last window first. */
  private final Deque<byte[]> starts = new ArrayDeque<>();

  /** What is still to be returned of the current window, the greatest key first. */
  private final Deque<Entry> window = new ArrayDeque<>();

  private byte @Nullable [] end;
  private boolean cut;

  WindowedCursor(DBIterator iterator, KeyRange range, Projection projection) {
    this.iterator = iterator;
    this.range = range;
    this.projection = projection;
    this.end = range.upper();
  }

  @Override
  public @Nullable Entry advance() {
    if (!cut) {
      cutIntoWindows();
      cut = true;
    }
    if (window.isEmpty() && !starts.isEmpty()) {
      readWindow(starts.pop());
    }
    return window.poll();
  }

  private void cutIntoWindows() {
    long held = WINDOW;
    iterator.seek(range.lower());
    Entry entry = next(range.upper());
    while (entry != null) {
      held += bytesOf(entry);
      if (held > WINDOW) {
        starts.push(entry.key().toBytes());
        held = bytesOf(entry);
      }
      entry = next(range.upper());
    }
  }

  private void readWindow(byte[] start) {
    iterator.seek(start);
    Entry entry = next(end);
    while (entry != null) {
      window.push(entry);
      entry = next(end);
    }
    end = start;
  }

  private @Nullable Entry next(byte @Nullable [] upper) {
    return ForwardCursor.next(iterator, upper, projection);
  }

  private static long bytesOf(Entry entry) {
    return OVERHEAD + entry.key().length() + (entry.hasValue() ? entry.value().length : 0);
  }

  @Override
  public void close() {
    ForwardCursor.close(iterator);
  }
}
