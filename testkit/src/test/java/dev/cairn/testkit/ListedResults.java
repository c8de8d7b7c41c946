package dev.cairn.testkit;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Results from a list; those who know nothing of their store, and so outlive it. */
class ListedResults implements Results {

  private final Query query;
  private final Iterator<Entry> entries;
  private boolean closed;

  ListedResults(Query query, List<Entry> entries) {
    this.query = query;
    this.entries = entries.iterator();
  }

  @Override
  public Query query() {
    return query;
  }

  @Override
  public boolean hasNext() {
    if (closed) {
      throw new DatastoreClosedException("closed");
    }
    return entries.hasNext();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return entries.next();
  }

  @Override
  public void close() {
    closed = true;
  }
}
