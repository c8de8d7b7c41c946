package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a source in an order that it does not have: read whole at the first call and
 * sorted. With a limit, only as many are held as can be shown.
 */
final class SortedEntries implements CloseableIterator<Entry> {

  private final CloseableIterator<Entry> source;
  private final Comparator<Entry> order;
  private final long keep;
  private @Nullable Iterator<Entry> sorted;

  SortedEntries(Query query, CloseableIterator<Entry> source) {
    this.source = source;
    this.order = query.comparator();
    long limit = query.limit().orElse(Long.MAX_VALUE);
    long all = query.offset() + limit;
    this.keep = all < 0 ? Long.MAX_VALUE : all;
  }

  @Override
  public boolean hasNext() {
    return sorted().hasNext();
  }

  @Override
  public Entry next() {
    return sorted().next();
  }

  private Iterator<Entry> sorted() {
    if (sorted == null) {
      sorted = (keep == Long.MAX_VALUE ? sortAll() : sortFirst()).iterator();
    }
    return sorted;
  }

  private List<Entry> sortAll() {
    List<Entry> all = new ArrayList<>();
    source.forEachRemaining(all::add);
    all.sort(order);
    return all;
  }

  private List<Entry> sortFirst() {
    PriorityQueue<Entry> first = new PriorityQueue<>(order.reversed());
    while (source.hasNext()) {
      first.add(source.next());
      if (first.size() > keep) {
        first.remove();
      }
    }
    List<Entry> kept = new ArrayList<>(first);
    kept.sort(order);
    return kept;
  }

  @Override
  public void close() {
    source.close();
  }
}
