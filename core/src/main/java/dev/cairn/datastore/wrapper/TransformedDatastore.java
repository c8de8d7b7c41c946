package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.QueryEngine;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds every entry under another key in the store below, by a one-to-one {@link KeyTransform}.
 * Entries of the store below under keys that the transform does not make are not shown.
 *
 * <p>A transform says nothing of order or prefixes, so a query reads all entries of the store
 * below, and an order of keys is made by sorting in memory. Where the transform is a prefix, {@link
 * NamespaceDatastore} does better. For the same reason a compaction is one of the whole store
 * below, and ranges cannot be deleted, nor sorted entries be loaded.
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
  public Results query(Query query) {
    Query all = Query.all().project(query.neededProjection());
    Results below = delegate().query(query.expirations() ? all.withExpirations() : all);
    var originals = new Originals(below, keys());
    Results results = QueryEngine.runUnordered(query, originals);
    return query.orders().isEmpty() ? results : new WhileOpen(results, originals);
  }

  /**
   * Makes the writes at and below {@code prefix} durable, and, as their places are unknown, all
   * others.
   */
  @Override
  public void sync(Key prefix) {
    delegate().sync(Key.ROOT);
  }

  /** The entries of the store below under the names that the user knows, without foreign ones. */
  private static final class Originals implements CloseableIterator<Entry> {
    private final Results below;
    private final KeyTransform keys;
    private @Nullable Entry next;

    Originals(Results below, KeyTransform keys) {
      this.below = below;
      this.keys = keys;
    }

    @Override
    public boolean hasNext() {
      while (below.hasNext() && next == null) {
        Entry entry = below.next();
        Optional<Key> original = keys.original(entry.key());
        next = original.isPresent() ? entry.withKey(original.get()) : null;
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
      below.close();
    }
  }

  /** Results that wait in memory, sorted, and are shown only while the listing below is open. */
  private record WhileOpen(Results results, CloseableIterator<Entry> exhausted)
      implements Results {
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
