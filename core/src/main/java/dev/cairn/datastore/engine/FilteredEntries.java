package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The entries of a source that pass a test. */
final class FilteredEntries implements CloseableIterator<Entry> {

  private final CloseableIterator<Entry> source;
  private final Predicate<Entry> filter;
  private @Nullable Entry next;

  FilteredEntries(CloseableIterator<Entry> source, Predicate<Entry> filter) {
    this.source = source;
    this.filter = filter;
  }

  @Override
  public boolean hasNext() {
    while (next == null && source.hasNext()) {
      Entry candidate = source.next();
      if (filter.test(candidate)) {
        next = candidate;
      }
    }
    return next != null;
  }

  @Override
  public Entry next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Entry result = next;
    next = null;
    return result;
  }

  @Override
  public void close() {
    source.close();
  }
}
