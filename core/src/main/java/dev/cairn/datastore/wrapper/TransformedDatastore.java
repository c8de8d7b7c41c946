package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.QueryEngine;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;

/**
 * Holds every entry under another key in the store below, by a one-to-one {@link KeyTransform}.
 * Entries of the store below under keys that the transform does not make are not shown.
 *
 * <p>A transform says nothing of order or prefixes, so a query reads all entries of the store below
 * (the keys alone where that is enough), and any order is made by sorting in memory. Where the
 * transform is a prefix, {@link NamespaceDatastore} does better. For the same reason a compaction
 * is one of the whole store below, and ranges cannot be deleted, nor sorted entries be loaded.
 */
public final class TransformedDatastore extends RenamingDatastore {

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param keys how keys are changed
   */
  public TransformedDatastore(Datastore delegate, KeyTransform keys) {
    super(delegate, keys);
    abilities().with(Compaction.class, below -> range -> compactAll(below, range));
  }

  private static void compactAll(Compaction below, KeyRange range) {
    if (!range.isEmpty()) {
      below.compact(KeyRange.ALL);
    }
  }

  @Override
  Datastore around(Datastore other) {
    return new TransformedDatastore(other, keys());
  }

  @Override
  Results ask(Query query, Source below) {
    Query ours = Query.all().filter(new Ours(query.range(), keys()));
    return query.orders().isEmpty()
        ? new MappedQuery(query, this::renamed)
            .ask(below.listing(), ours.project(query.projection()))
        : sorted(query, ours.project(query.neededProjection()), below);
  }

  private Results sorted(Query query, Query ours, Source below) {
    Query asked = query.expirations() ? ours.withExpirations() : ours;
    if (query.cancellation().isPresent()) {
      asked = asked.cancelledBy(query.cancellation().get());
    }
    var renamed = new Renamed(below.listing().apply(asked), this::renamed);
    return new WhileOpen(QueryEngine.runUnordered(query, renamed), renamed);
  }

  private Entry renamed(Entry entry) {
    return entry.withKey(keys().original(entry.key()).orElseThrow());
  }

  /**
   * Makes the writes at and below {@code prefix} durable, and, as their places are unknown, all
   * others.
   */
  @Override
  public void sync(Key prefix) {
    delegate().sync(Key.ROOT);
  }

  /** Passes the entries that the user has, in a range of the keys that the user names. */
  private record Ours(KeyRange range, KeyTransform keys) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return keys.original(entry.key()).filter(range::contains).isPresent();
    }

    @Override
    public boolean needsValue() {
      return false;
    }

    @Override
    public String toString() {
      return "ORIGINAL IN " + range;
    }
  }

  /** Entries of the store below under the names that the user knows. */
  private record Renamed(Results below, UnaryOperator<Entry> renaming)
      implements CloseableIterator<Entry> {
    @Override
    public boolean hasNext() {
      return below.hasNext();
    }

    @Override
    public Entry next() {
      return renaming.apply(below.next());
    }

    @Override
    public void close() {
      below.close();
    }
  }

  /** Results that wait in memory, sorted, and are shown only while the listing below is open. */
  private record WhileOpen(Results results, CloseableIterator<Entry> exhausted) implements Results {
    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      return results.hasNext() && isOpen();
    }

    /** A listing that is exhausted still refuses once its store is closed. */
    private boolean isOpen() {
      return !exhausted.hasNext();
    }

    @Override
    public Entry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return results.next();
    }

    @Override
    public void close() {
      results.close();
    }
  }
}
