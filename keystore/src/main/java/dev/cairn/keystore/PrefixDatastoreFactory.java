package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Generations in one datastore, for where there is but one: each has the keys below one of its own,
 * such as {@code /keystore/gen-7}, and destroying it is deleting them, in one step where the
 * datastore can, and compacting what they took. That takes longer than deleting a directory, and
 * room until it is done.
 */
final class PrefixDatastoreFactory implements DatastoreFactory {

  private final Batching store;
  private final Key prefix;
  private final @Nullable Path sorting;

  /**
   * Creates a factory.
   *
   * @param store where the generations lie; stays open when they are closed
   * @param prefix below which they have their keys
   * @param sorting a folder below which resets sort what they are fed; {@code null} for memory
   */
  PrefixDatastoreFactory(Batching store, Key prefix, @Nullable Path sorting) {
    this.store = store;
    this.prefix = prefix;
    this.sorting = sorting;
  }

  @Override
  public Batching create(String name) {
    if (Datastores.existsUnder(store, root(name))) {
      throw new DatastoreException(
          "cannot create a generation of the keystore: there is something below %s in %s"
              .formatted(root(name), store));
    }
    return below(root(name));
  }

  @Override
  public Batching open(String name) {
    if (!Datastores.existsUnder(store, root(name))) {
      throw new DatastoreException(
          "cannot open a generation of the keystore: there is nothing below %s in %s"
              .formatted(root(name), store));
    }
    return below(root(name));
  }

  private Batching below(Key root) {
    return new NamespaceDatastore(new Unowned(store), root);
  }

  /** {@inheritDoc} A datastore cannot say how many bytes that are, so the answer is 0. */
  @Override
  public long destroy(String name) {
    Key root = root(name);
    if (Datastores.existsUnder(store, root)) {
      KeyRange range = KeyRange.below(root);
      delete(range);
      store.sync(root);
      store.capability(Compaction.class).ifPresent(compaction -> compaction.compact(range));
    }
    return 0;
  }

  private void delete(KeyRange range) {
    Optional<RangeDelete> atOnce = store.capability(RangeDelete.class);
    if (atOnce.isPresent()) {
      atOnce.get().deleteRange(range);
      return;
    }
    try (Results keys = store.query(Query.in(range).keysOnly())) {
      while (keys.hasNext()) {
        try (Batch batch = store.batch()) {
          while (keys.hasNext() && batch.size() < Chunks.SIZE) {
            batch.delete(keys.next().key());
          }
          batch.commit();
        }
      }
    }
  }

  @Override
  public Optional<Scratch> scratch(String name) {
    return Optional.ofNullable(sorting)
        .map(folder -> Scratch.in(folder.resolve(GenerationName.check(name))));
  }

  /** {@inheritDoc} One look for each, however many keys they have. */
  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    Query rest = Query.below(prefix).orderedBy(Order.KEY).keysOnly();
    for (Optional<Key> next = first(rest); next.isPresent(); next = first(rest)) {
      String name = next.get().relativeTo(prefix).namespaces().get(0);
      if (GenerationName.parse(name).isPresent()) {
        names.add(name);
      }
      rest = rest.from(behind(next.get(), prefix.child("/" + name)));
    }
    return names;
  }

  private Optional<Key> first(Query query) {
    try (Results results = store.query(query.limit(1))) {
      return results.stream().findFirst().map(Entry::key);
    }
  }

  /** Returns where to look on: behind all that lies below a key, or, not below it, behind a key. */
  private static Key behind(Key found, Key root) {
    byte[] end = KeyRange.below(root).upper();
    return end != null && root.isAncestorOf(found)
        ? Key.ofStored(end)
        : Key.ofStored(KeyRange.ALL.after(found).lower());
  }

  private Key root(String name) {
    return prefix.child("/" + GenerationName.check(name));
  }

  @Override
  public String toString() {
    return prefix + " in " + store;
  }

  /** Passes everything on but the closing. */
  private static final class Unowned extends ForwardingDatastore {
    Unowned(Batching store) {
      super(store);
    }

    @Override
    protected <T> Optional<T> adapt(Class<T> ability, T below) {
      return Optional.of(below);
    }

    @Override
    public void close() {}
  }
}
