package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.QueryEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several datastores as one, each under a key prefix.
 *
 * <p><b>Where a key lies.</b> In the deepest mount <i>strictly</i> above it, as in go-datastore:
 * with mounts at {@code /} and {@code /blocks}, the key {@code /blocks/A} lies in the second, as
 * {@code /A}, and the key {@code /blocks} in the first. The key {@code /} lies in a mount at {@code
 * /}, where go-datastore has no place for it. Where nothing is mounted above a key, it is absent,
 * its removal does nothing, and a put is refused.
 *
 * <p><b>Masking.</b> What a store holds below the mountpoint of another is out of reach: no get
 * finds it, and no listing shows it. (go-datastore lists it, and may list it twice.) A listing
 * still reads past it, so it is better moved into the store that is mounted there.
 *
 * <p><b>Listings</b> in the order of keys, or in none, stream and ask each store for no more than
 * the limit needs, where no filter or mask may hide some of it; filters and orders see full keys
 * and, where they look at them, values. All stores are asked before {@link #query} returns, and
 * each shows itself as of then if it can; the first failure, then or later, closes every part.
 *
 * <p><b>Batches</b> are atomic as long as they write to one store alone; {@link Batch#atomic()}
 * tells the truth for what the batch holds when it is asked. Across stores, the parts are committed
 * one after the other in descending order of mountpoints, hence nested mounts before those around
 * them and {@code /} last, and the first failure ends it: see {@link PartialCommitException}. A
 * removal where nothing is mounted is not counted in {@link Batch#size()}.
 *
 * <p><b>Capabilities.</b> {@link Batching} where every store is; {@link DiskUsage}, the sum, where
 * every store tells. A failure of a store keeps its kind, and its message names the mountpoint.
 */
public final class MountDatastore implements Batching {

  private final Lifecycle lifecycle;
  private final MountTable table;

  private MountDatastore(MountTable table) {
    this.table = table;
    this.lifecycle = new Lifecycle("the mount of " + table);
  }

  /**
   * {@return one datastore of these mounts, which owns their stores: closing it closes them}
   *
   * @param mounts in any order; none at all makes a store that is empty and takes nothing
   * @throws IllegalArgumentException if two have the same mountpoint, or the same store; the stores
   *     stay open then, and the caller's
   */
  public static MountDatastore of(Collection<Mount> mounts) {
    return new MountDatastore(MountTable.of(mounts));
  }

  /** {@return the mounts in descending order of mountpoints, so that a nested one comes first} */
  public List<Mount> mounts() {
    return table.deepestFirst();
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return read(key, "get", Optional.empty(), Datastore::get);
  }

  @Override
  public boolean has(Key key) {
    return read(key, "look for", false, Datastore::has);
  }

  @Override
  public OptionalLong size(Key key) {
    return read(key, "get the size of", OptionalLong.empty(), Datastore::size);
  }

  private <R> R read(Key key, String verb, R absent, BiFunction<Datastore, Key, R> call) {
    lifecycle.enter();
    try {
      Mount mount = table.owner(key);
      return mount == null ? absent : mount.call(verb, key, call);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    lifecycle.enter();
    try {
      Map<Mount, List<Key>> wanted = new HashMap<>();
      for (Key key : keys) {
        Mount mount = table.owner(key);
        if (mount != null) {
          wanted.computeIfAbsent(mount, m -> new ArrayList<>()).add(key);
        }
      }
      Map<Key, byte[]> found = new HashMap<>();
      wanted.forEach((mount, wantedThere) -> found.putAll(mount.getAll(wantedThere)));
      return inOrder(keys, found);
    } finally {
      lifecycle.exit();
    }
  }

  private static Map<Key, byte[]> inOrder(Collection<Key> keys, Map<Key, byte[]> found) {
    Map<Key, byte[]> ordered = new LinkedHashMap<>();
    for (Key key : keys) {
      byte[] value = found.get(key);
      if (value != null) {
        ordered.put(key, value);
      }
    }
    return ordered;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.cairn.datastore.UnsupportedKeyException also if no store is mounted above the key
   */
  @Override
  public void put(Key key, byte[] value) {
    lifecycle.enter();
    try {
      Mount mount = table.owner(key);
      if (mount == null) {
        throw table.unmounted(key);
      }
      mount.run("put", key, (store, inner) -> store.put(inner, value));
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public void delete(Key key) {
    lifecycle.enter();
    try {
      Mount mount = table.owner(key);
      if (mount != null) {
        mount.run("delete", key, Datastore::delete);
      }
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Results query(Query query) {
    return QueryEngine.run(query, (range, direction, projection) -> scan(query, range, projection));
  }

  /** All stores are asked at once, so that each shows itself as of now. */
  private MountScan scan(Query query, KeyRange range, Projection projection) {
    lifecycle.enter();
    List<MountScan.Part> parts = new ArrayList<>();
    try {
      for (Share share : table.shares(range)) {
        parts.add(part(share, questionFor(share, query).project(projection)));
      }
      return new MountScan(
          lifecycle, parts, query.isDescending() ? Order.KEY_DESCENDING : Order.KEY);
    } catch (RuntimeException e) {
      Closing.onFailure(e, parts);
      throw e;
    } finally {
      lifecycle.exit();
    }
  }

  private MountScan.Part part(Share share, Query question) {
    Mount mount = share.mount();
    Predicate<Entry> visible =
        share.whole() ? entry -> true : entry -> mount.equals(table.owner(entry.key()));
    try {
      return new MountScan.Part(mount, mount.datastore().query(question), visible);
    } catch (DatastoreException e) {
      throw mount.failure("query", e);
    }
  }

  /**
   * Returns what to ask of a store. The order of keys is left to it and, where nothing is filtered,
   * masked or sorted afterwards, the limit.
   */
  private static Query questionFor(Share share, Query query) {
    Query question = share.innerQuery(query.prefix());
    if (query.expirations()) {
      question = question.withExpirations();
    }
    if (!query.isInKeyOrder()) {
      return question;
    }
    if (!query.orders().isEmpty()) {
      question = question.orderedBy(query.orders().get(0));
    }
    if (share.whole() && query.filters().isEmpty() && query.limit().isPresent()) {
      long needed = query.offset() + query.limit().getAsLong();
      return needed < 0 ? question : question.limit(needed); // less than 0: beyond every count
    }
    return question;
  }

  /**
   * Syncs the stores that can hold {@code prefix} itself or something below it, and no other. All
   * of them are tried, whichever fail.
   */
  @Override
  public void sync(Key prefix) {
    lifecycle.enter();
    try {
      forEach(table.holding(prefix), mount -> mount.sync(prefix));
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if a store cannot batch; the message names it
   */
  @Override
  public Batch batch() {
    for (Mount mount : table.deepestFirst()) {
      if (mount.datastore().capability(Batching.class).isEmpty()) {
        throw new UnsupportedOperationException(
            "no batch across %s: the store at %s, %s, cannot batch; put one by one, or mount another"
                .formatted(this, mount.prefix(), mount.datastore()));
      }
    }
    return new MountBatch(lifecycle, table);
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    if (ability == DiskUsage.class) {
      return everyStoreHas(DiskUsage.class)
          ? Optional.of(ability.cast((DiskUsage) this::diskUsage))
          : Optional.empty();
    }
    if (ability == Batching.class && !everyStoreHas(Batching.class)) {
      return Optional.empty();
    }
    return Batching.super.capability(ability);
  }

  private boolean everyStoreHas(Class<?> ability) {
    return table.deepestFirst().stream()
        .allMatch(mount -> mount.datastore().capability(ability).isPresent());
  }

  private long diskUsage() {
    lifecycle.enter();
    try {
      return table.deepestFirst().stream().mapToLong(Mount::diskUsage).sum();
    } finally {
      lifecycle.exit();
    }
  }

  /** Closes every store, whichever fail. */
  @Override
  public void close() {
    lifecycle.close(() -> forEach(table.deepestFirst(), Mount::close));
  }

  /** Does it to all; throws the first failure with the others suppressed. */
  private static void forEach(Collection<Mount> mounts, Consumer<Mount> action) {
    Closing.all(mounts.stream().map(m -> (AutoCloseable) () -> action.accept(m)).toList());
  }

  /** {@return the mountpoints and what is mounted there} */
  @Override
  public String toString() {
    return "mount" + table;
  }
}
