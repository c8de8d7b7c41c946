package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a store in Kubo's layout as those of the {@link CompactLayout}, in its order: read
 * a bucket at a time, which is sorted.
 */
final class KuboScan implements CloseableIterator<Entry> {

  private final KeyRange range;
  private final Results stored;
  private final Results notes;
  private final Deque<Entry> ready = new ArrayDeque<>();

  /** The first entry of the next bucket, where it had to be read to see that one ends. */
  private @Nullable Entry ahead;

  /**
   * Creates a scan.
   *
   * @param range what to show
   * @param first comes before all others, where there is anything
   * @param stored the entries, in the order of their buckets; closed with this
   * @param notes what comes behind them, and lies in the store as it is shown; closed with this
   */
  KuboScan(KeyRange range, List<Entry> first, Results stored, Results notes) {
    this.range = range;
    this.stored = stored;
    this.notes = notes;
    ready.addAll(first);
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && (ahead != null || stored.hasNext())) {
      readBucket();
    }
    return !ready.isEmpty() || notes.hasNext();
  }

  private void readBucket() {
    Entry first = ahead == null ? stored.next() : ahead;
    ahead = null;
    List<Key> bucket = new ArrayList<>();
    bucket.add(KuboFormat.compactKey(first));
    while (stored.hasNext()) {
      Entry next = stored.next();
      if (!inOneBucket(first.key(), next.key())) {
        ahead = next;
        break;
      }
      bucket.add(KuboFormat.compactKey(next));
    }
    Collections.sort(bucket);
    for (Key key : bucket) {
      if (range.contains(key)) {
        ready.add(Entry.of(key, CompactLayout.EMPTY));
      }
    }
  }

  private static boolean inOneBucket(Key one, Key other) {
    return Arrays.equals(
        Arrays.copyOf(one.bytesWithoutCopy(), KuboFormat.PATH_LENGTH),
        Arrays.copyOf(other.bytesWithoutCopy(), KuboFormat.PATH_LENGTH));
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the listing is complete");
    }
    Entry entry = ready.poll();
    return entry == null ? notes.next() : entry;
  }

  @Override
  public void close() {
    Closing.all(List.of(stored, notes));
  }
}
