package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.engine.Closing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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
 * each shows itself as of then if it can; the first failure, then or later, closes every part. A
 * listing may show one part of a batch that is being committed across stores and not another; the
 * {@linkplain dev.cairn.datastore.Snapshots snapshot} of a mount shows whole batches.
 *
 * <p><b>Batches</b> are atomic as long as they write to one store alone, whose batches are. Across
 * stores, the parts are committed one after the other in descending order of mountpoints, hence
 * nested mounts before those around them and {@code /} last. With a {@link BatchJournal} that is
 * one step, too: the batch is written down and forced to the medium first, as is each part; where a
 * part fails, those before it are taken back; where the process dies, the batch is completed when
 * the mounts are opened next. A reader may see one part before another, and one that is taken back
 * then. Without a journal the first failure ends it: see {@link PartialCommitException}. {@link
 * Batch#atomic()} tells the truth for what the batch holds when it is asked. A removal where
 * nothing is mounted is not counted in {@link Batch#size()}.
 *
 * <p><b>Mounting and unmounting</b> are possible at any time: {@link #mount}, {@link #unmount}.
 * Calls in progress end as they began. A batch, a load or a transaction that has written to a store
 * whose keys are others by then is refused when it is committed.
 *
 * <p><b>Capabilities</b> are those that every store has, and are asked of the stores each time:
 *
 * <ul>
 *   <li>{@link Batching};
 *   <li>{@link dev.cairn.datastore.Snapshots}: of all stores at one moment, between two writes;
 *   <li>{@link dev.cairn.datastore.View}, {@link dev.cairn.datastore.ConditionalWrites} and {@link
 *       dev.cairn.datastore.Expiring}, in the store that the key lies in;
 *   <li>{@link dev.cairn.datastore.BulkLoad}: into one store, that of the first key; the key of
 *       another is refused with {@link UnsupportedOperationException};
 *   <li>{@link dev.cairn.datastore.Transactions}, where one store alone is mounted: no engine knows
 *       what a transaction has read in another;
 *   <li>{@link dev.cairn.datastore.RangeDelete}: in one step in each store, one after the other,
 *       and around what is masked;
 *   <li>{@link dev.cairn.datastore.Compaction}, {@link dev.cairn.datastore.GarbageCollection},
 *       {@link dev.cairn.datastore.Check}, {@link dev.cairn.datastore.Scrub}: of each store, all
 *       tried whichever fail; a finding says at which mountpoint;
 *   <li>{@link DiskUsage}, the sum; {@link #diskUsages()} tells of each.
 * </ul>
 *
 * <p>{@link dev.cairn.datastore.Checkpoint} is not among them: no engine opens the copy of several
 * stores; make one of each. A failure of a store keeps its kind, and its message names the
 * mountpoint.
 */
public final class MountDatastore implements Batching {

  private final MountPoints points;
  private final MountAbilities abilities;
  private final @Nullable MountJournal journal;
  private final Runnable afterClosing;

  private MountDatastore(
      MountPoints points, @Nullable MountJournal journal, Runnable afterClosing) {
    this.points = points;
    this.journal = journal;
    this.afterClosing = afterClosing;
    this.abilities = new MountAbilities(points, this::snapshot);
  }

  /**
   * {@return one datastore of these mounts, which owns their stores: closing it closes them}
   * Batches across them are not atomic.
   *
   * @param mounts in any order; none at all makes a store that is empty and takes nothing
   * @throws IllegalArgumentException if two have the same mountpoint, or the same store; the stores
   *     stay open then, and the caller's
   */
  public static MountDatastore of(Collection<Mount> mounts) {
    return new MountDatastore(pointsOf(mounts, null), null, () -> {});
  }

  /**
   * {@return one datastore of these mounts, which owns their stores, and whose batches across them
   * are atomic where those of each are} What a batch in the journal has left undone is done first.
   *
   * @param mounts in any order, the same as when the journal was last used
   * @param journal where batches across stores are written down
   * @throws IllegalArgumentException if two have the same mountpoint, or the same store, if no
   *     store is mounted above where the journal is to lie, or one is mounted there; the stores
   *     stay open then, and the caller's, as in the following cases
   * @throws dev.cairn.datastore.CorruptDataException if the journal is damaged
   * @throws dev.cairn.datastore.DatastoreException if the journal cannot be read, or what it says
   *     cannot be done
   */
  public static MountDatastore of(Collection<Mount> mounts, BatchJournal journal) {
    Key reserved = journal.where() instanceof BatchJournal.BelowKey below ? below.key() : null;
    MountPoints points = pointsOf(mounts, reserved);
    return new MountDatastore(points, new MountJournal(points, journal), () -> {});
  }

  private static MountPoints pointsOf(Collection<Mount> mounts, @Nullable Key reserved) {
    return new MountPoints(MountTable.of(mounts.stream().map(Mounted::new).toList(), reserved));
  }

  /** {@return the mounts in descending order of mountpoints, so that a nested one comes first} */
  public List<Mount> mounts() {
    return points.table().deepestFirst().stream().map(Mounted::mount).toList();
  }

  /**
   * Mounts another store, which this one owns from then on. What the store around it holds below
   * the mountpoint is masked by it, as long as it is mounted; to move it over, list it there first.
   * A listing that was asked for earlier goes on without the new store.
   *
   * @param mount where, and what
   * @throws IllegalArgumentException if a store is mounted there, or this one elsewhere, or if it
   *     would lie where the journal does; nothing is changed then
   * @throws dev.cairn.datastore.DatastoreException if a batch that could not be completed is in the
   *     journal, and still cannot be
   */
  public void mount(Mount mount) {
    points.add(mount);
  }

  /**
   * Takes a store out and returns it, open; it is the caller's again. Waits for the calls on it
   * that are in progress, and closes the listings and snapshots that show something of it. What it
   * masked is there again. Not to be called from within a call on this store, such as a view.
   *
   * @param point the mountpoint
   * @return the store
   * @throws IllegalArgumentException if nothing is mounted there, or if the journal lies in that
   *     store
   * @throws dev.cairn.datastore.DatastoreException if a batch that could not be completed is in the
   *     journal, and still cannot be; the store stays mounted
   */
  public Datastore unmount(Key point) {
    return points.remove(point);
  }

  /** {@return the bytes that each store takes, by mountpoint, of those that can tell} */
  public Map<Key, Long> diskUsages() {
    return points.together(
        now -> {
          Map<Key, Long> usages = new LinkedHashMap<>();
          for (Mounted mounted : now.deepestFirst()) {
            if (mounted.store().capability(DiskUsage.class).isPresent()) {
              usages.put(mounted.prefix(), MountAbilities.diskUsageOf(mounted));
            }
          }
          return usages;
        });
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return points.read(key, "get", Optional.empty(), Datastore::get);
  }

  @Override
  public boolean has(Key key) {
    return points.read(key, "look for", false, Datastore::has);
  }

  @Override
  public OptionalLong size(Key key) {
    return points.read(key, "get the size of", OptionalLong.empty(), Datastore::size);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return points.together(now -> getAll(now, keys));
  }

  private static Map<Key, byte[]> getAll(MountTable table, Collection<Key> keys) {
    Map<Mounted, List<Key>> wanted = new HashMap<>();
    for (Key key : keys) {
      Mounted owner = table.owner(key);
      if (owner != null) {
        wanted.computeIfAbsent(owner, m -> new ArrayList<>()).add(key);
      }
    }
    Map<Key, byte[]> found = new HashMap<>();
    wanted.forEach((owner, wantedThere) -> found.putAll(owner.getAll(wantedThere)));
    return inOrder(keys, found);
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
    points.write(
        key,
        "put",
        (store, inner) -> {
          store.put(inner, value);
          return key;
        });
  }

  @Override
  public void delete(Key key) {
    points.writeIfMounted(
        key,
        "delete",
        key,
        (store, inner) -> {
          store.delete(inner);
          return key;
        });
  }

  @Override
  public Results query(Query query) {
    return points.together(
        now ->
            new MountListing(
                    points.lifecycle(), now, (mounted, question) -> mounted.store().query(question))
                .query(query));
  }

  /**
   * Syncs the stores that can hold {@code prefix} itself or something below it, and no other. All
   * of them are tried, whichever fail.
   */
  @Override
  public void sync(Key prefix) {
    points.each(points.table().holding(prefix), mounted -> mounted.sync(prefix));
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException if a store cannot batch; the message names it
   */
  @Override
  public Batch batch() {
    for (Mounted mounted : points.table().deepestFirst()) {
      if (mounted.store().capability(Batching.class).isEmpty()) {
        throw new UnsupportedOperationException(
            "no batch across %s: the store at %s, %s, cannot batch; put one by one, or mount another"
                .formatted(this, mounted.prefix(), mounted.store()));
      }
    }
    return new MountBatch(points, journal);
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    if (ability == Batching.class && !abilities.everyStoreBatches()) {
      return Optional.empty();
    }
    Optional<T> found = abilities.find(ability);
    return found.isPresent() ? found : Batching.super.capability(ability);
  }

  /** Takes one of every store while nobody writes. */
  private Datastore snapshot() {
    return points.together(
        now -> {
          MountPoints then = new MountPoints(now.mapped(moments(now)));
          List<AutoCloseable> shown = new ArrayList<>();
          MountDatastore snapshot = new MountDatastore(then, null, () -> forget(now, shown));
          shown.add(snapshot);
          points.lifecycle().register(snapshot);
          now.deepestFirst().forEach(mounted -> mounted.register(snapshot));
          return snapshot;
        });
  }

  private Map<Mounted, Datastore> moments(MountTable now) {
    Map<Mounted, Datastore> moments = new HashMap<>();
    long turn = points.turns().beginAlone();
    try {
      for (Mounted mounted : now.deepestFirst()) {
        moments.put(
            mounted,
            mounted.call(
                "take a snapshot", store -> Datastores.require(store, Snapshots.class).snapshot()));
      }
      return moments;
    } catch (RuntimeException e) {
      Closing.onFailure(e, moments.values());
      throw e;
    } finally {
      points.turns().end(turn);
    }
  }

  private void forget(MountTable then, List<AutoCloseable> snapshot) {
    for (AutoCloseable it : snapshot) {
      points.lifecycle().unregister(it);
      then.deepestFirst().forEach(mounted -> mounted.unregister(it));
    }
  }

  /** Closes every store, whichever fail. */
  @Override
  public void close() {
    points.close(afterClosing);
  }

  /** {@return the mountpoints and what is mounted there} */
  @Override
  public String toString() {
    return "mount" + points.table();
  }
}
