package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of a store that lies under a prefix, as a store of its own: the prefix is put in front
 * of every key, whatever the key is, so that no two keys of the namespace meet. {@code /foo} in the
 * namespace {@code /foo} is {@code /foo/foo}.
 *
 * <p>The key {@code /} of the namespace is the prefix itself. A listing is answered by the store
 * below, from the range of the namespace alone, with its order, offset and limit. The disk usage,
 * checks and the like are those of the whole store below.
 *
 * <p>Of a range that is deleted, the namespace's root goes first and the rest in one step behind
 * it: in the store below, other keys lie between the two.
 */
public final class NamespaceDatastore extends RenamingDatastore {

  private final Key prefix;

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param prefix where the namespace lies; the root makes it the whole store
   */
  public NamespaceDatastore(Datastore delegate, Key prefix) {
    super(delegate, new Prefixed(prefix));
    this.prefix = prefix;
    abilities()
        .with(Compaction.class, below -> range -> below.compact(stored(range)))
        .with(RangeDelete.class, below -> range -> deleteRange(below, range))
        .with(BulkLoad.class, below -> () -> new PrefixedLoader(below.bulkLoad(), prefix));
  }

  /** {@return where the namespace lies in the store below} */
  public Key prefix() {
    return prefix;
  }

  @Override
  Datastore around(Datastore other) {
    return new NamespaceDatastore(other, prefix);
  }

  @Override
  Results ask(Query query, Source below) {
    if (prefix.isRoot()) {
      return below.listing().apply(query);
    }
    var mapped = new MappedQuery(query, entry -> entry.withKey(entry.key().relativeTo(prefix)));
    KeyRange range = query.range();
    return range.contains(Key.ROOT)
        ? askWithRoot(mapped, range, below)
        : askBelow(mapped, range, below);
  }

  private Results askBelow(MappedQuery mapped, KeyRange range, Source below) {
    Query inside = Query.in(range.movedBelow(prefix)).project(mapped.query().projection());
    return mapped.ask(below.listing(), inside);
  }

  /**
   * The namespace's root lies before all the rest, and foreign keys such as {@code /foo-bar}
   * between them; they are listed, to be left out, only where the root is there. It is asked for on
   * both sides of the listing, so that one that comes or goes in a batch with others is not shown
   * without them.
   */
  private Results askWithRoot(MappedQuery mapped, KeyRange range, Source below) {
    if (!below.holds().test(prefix)) {
      Results results = askBelow(mapped, range, below);
      if (!holdsRootElseClose(below, results)) {
        return results;
      }
      results.close();
    }
    Query query = mapped.query();
    Query all = Query.all().from(prefix).project(query.projection()).filter(new Inside(prefix));
    byte @Nullable [] end = range.movedBelow(prefix).upper();
    return mapped.ask(below.listing(), end == null ? all : all.to(Key.ofStored(end)));
  }

  private boolean holdsRootElseClose(Source below, Results results) {
    try {
      return below.holds().test(prefix);
    } catch (RuntimeException e) {
      Closing.onFailure(e, List.of(results));
      throw e;
    }
  }

  @Override
  public void sync(Key below) {
    delegate().sync(prefix.child(below));
  }

  private KeyRange stored(KeyRange range) {
    return prefix.isRoot() ? range : range.movedBelow(prefix);
  }

  private void deleteRange(RangeDelete below, KeyRange range) {
    if (range.contains(Key.ROOT)) {
      delete(Key.ROOT);
    }
    below.deleteRange(stored(range));
  }

  @Override
  public String toString() {
    return "NamespaceDatastore(" + prefix + ", " + delegate() + ")";
  }

  private record Prefixed(Key prefix) implements KeyTransform {
    @Override
    public Key stored(Key key) {
      return prefix.child(key);
    }

    @Override
    public Optional<Key> original(Key stored) {
      return prefix.equals(stored) || prefix.isAncestorOf(stored)
          ? Optional.of(stored.relativeTo(prefix))
          : Optional.empty();
    }
  }

  /** Passes the prefix and what lies below it. */
  private record Inside(Key prefix) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return prefix.isAncestorOf(entry.key()) || prefix.equals(entry.key());
    }

    @Override
    public boolean needsValue() {
      return false;
    }

    @Override
    public String toString() {
      return "WITHIN \"" + prefix + "\"";
    }
  }

  private record PrefixedLoader(BulkLoad.Loader below, Key prefix) implements BulkLoad.Loader {
    @Override
    public void add(Key key, byte[] value) {
      below.add(prefix.child(key), value);
    }

    @Override
    public void commit() {
      below.commit();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
