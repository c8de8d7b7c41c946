package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import java.util.Iterator;
import java.util.List;

/** Entries of a list that knows how often it was closed, and how many were taken from it. */
final class ListedEntries implements CloseableIterator<Entry> {

  private final Iterator<Entry> entries;
  int closed;
  int taken;

  ListedEntries(List<Entry> entries) {
    this.entries = entries.iterator();
  }

  @Override
  public boolean hasNext() {
    return entries.hasNext();
  }

  @Override
  public Entry next() {
    taken++;
    return entries.next();
  }

  @Override
  public void close() {
    closed++;
  }
}
