package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * What a query shows of entries that are filtered and in order: offset, limit and projection. Where
 * those entries wait in memory, a source that is a {@link GuardedIterator} is asked whether they
 * may still be shown. A failure, be it a filter's, is repeated: going on would leave entries out in
 * silence.
 */
final class SlicedResults implements Results {

  private final Query query;

  /** What is asked whether entries that wait in memory may still be shown. */
  private final @Nullable GuardedIterator<?> waiting;

  private final CloseableIterator<Entry> entries;

  /** Whether the next entry was asked for already, and is there. */
  private boolean isReady;

  private long toSkip;
  private long toShow;
  private @Nullable RuntimeException failure;
  private volatile boolean closed;

  SlicedResults(Query query, CloseableIterator<Entry> source, CloseableIterator<Entry> entries) {
    this.query = query;
    this.waiting = source instanceof GuardedIterator<?> listing ? listing : null;
    this.entries = entries;
    this.toSkip = query.offset();
    this.toShow = query.limit().orElse(Long.MAX_VALUE);
  }

  @Override
  public Query query() {
    return query;
  }

  @Override
  public boolean hasNext() {
    checkOpen();
    if (failure != null) {
      throw failure;
    }
    try {
      query.checkCancelled();
      isReady = isReady || (toShow > 0 && hasNextBehindOffset());
      return isReady;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new DatastoreClosedException("these results were closed: " + query);
    }
    if (waiting != null) {
      waiting.checkOpen();
    }
  }

  private boolean hasNextBehindOffset() {
    while (toSkip > 0 && entries.hasNext()) {
      query.checkCancelled();
      entries.next();
      toSkip--;
    }
    return entries.hasNext();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    isReady = false;
    toShow--;
    Entry entry = entries.next();
    return query.projection() == Projection.VALUES ? entry : entry.withoutValue();
  }

  @Override
  public void close() {
    closed = true;
    entries.close();
  }
}
