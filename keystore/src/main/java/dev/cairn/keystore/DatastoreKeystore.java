package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.keystore.CompactLayout.Tag;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A keystore in one datastore, which it owns and has for itself.
 *
 * <p>How many multihashes there are is written in the same batch as each change, so it is exact
 * whenever the process dies. On a store whose batches are not {@linkplain Batch#atomic() atomic} it
 * is counted anew when the keystore is opened.
 *
 * <p>Listings show one state of the set where the datastore's queries do, as those of LevelDB,
 * RocksDB and memory.
 */
public final class DatastoreKeystore extends StoredView implements Keystore {

  private final Batching store;
  private final Lifecycle lifecycle;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile long count;

  DatastoreKeystore(Batching store, long count) {
    super(store);
    this.store = store;
    this.lifecycle = new Lifecycle("the keystore in " + store);
    this.count = count;
  }

  /**
   * Opens the keystore in a datastore, or makes one where the datastore is empty.
   *
   * @param store the datastore; closed with the keystore, and at once where this fails
   * @return the keystore
   * @throws CorruptDataException if the datastore holds other keys than those of a keystore, or its
   *     format record is damaged
   * @throws dev.cairn.datastore.DatastoreException if the keystore in it has another layout
   */
  public static DatastoreKeystore open(Batching store) {
    return opening(store, () -> isEmpty(store) ? create(store) : existing(store));
  }

  /**
   * Opens the keystore that a datastore is known to hold.
   *
   * @throws CorruptDataException if it holds none
   */
  static DatastoreKeystore openExisting(Batching store) {
    return opening(store, () -> existing(store));
  }

  private static DatastoreKeystore opening(Batching store, Supplier<DatastoreKeystore> open) {
    try {
      return open.get();
    } catch (RuntimeException e) {
      Closing.onFailure(e, List.of(store));
      throw e;
    }
  }

  private static boolean isEmpty(Batching store) {
    return Datastores.count(store, Query.all().limit(1)) == 0;
  }

  private static DatastoreKeystore create(Batching store) {
    store.put(CompactLayout.FORMAT, new FormatRecord(0).toBytes());
    return new DatastoreKeystore(store, 0);
  }

  private static DatastoreKeystore existing(Batching store) {
    Optional<FormatRecord> record = FormatRecord.read(store);
    if (record.isEmpty()) {
      throw new CorruptDataException(
          store
              + " holds no keystore: its format record is missing; give the keystore a new store");
    }
    return new DatastoreKeystore(
        store, hasAtomicBatches(store) ? record.get().count() : count(store));
  }

  private static boolean hasAtomicBatches(Batching store) {
    try (Batch batch = store.batch()) {
      return batch.atomic();
    }
  }

  private static long count(Datastore store) {
    return Datastores.count(store, CompactLayout.all(Tag.ENTRY));
  }

  @Override
  public List<Multihash> put(Collection<Multihash> multihashes) {
    checkOpen();
    List<Multihash> added = new ArrayList<>();
    for (List<Multihash> chunk : Chunks.distinct(multihashes)) {
      added.addAll(putChunk(chunk));
    }
    return added;
  }

  private List<Multihash> putChunk(List<Multihash> multihashes) {
    List<Key> keys = entries(multihashes);
    List<Multihash> added = new ArrayList<>();
    writing.lock();
    try (Batch batch = store.batch()) {
      Set<Key> there = present(keys);
      for (int i = 0; i < keys.size(); i++) {
        if (!there.contains(keys.get(i))) {
          batch.put(keys.get(i), CompactLayout.EMPTY);
          added.add(multihashes.get(i));
        }
      }
      commit(batch, count + added.size());
    } finally {
      writing.unlock();
    }
    return added;
  }

  private static List<Key> entries(List<Multihash> multihashes) {
    var encoder = new CompactLayout.Encoder();
    return multihashes.stream().map(encoder::entry).toList();
  }

  /** Returns which of the keys there are; engines find many faster than one by one. */
  private Set<Key> present(List<Key> keys) {
    return store.getAll(keys.stream().sorted().toList()).keySet();
  }

  @Override
  public long delete(Collection<Multihash> multihashes) {
    checkOpen();
    long deleted = 0;
    for (List<Multihash> chunk : Chunks.distinct(multihashes)) {
      deleted += deleteChunk(chunk);
    }
    return deleted;
  }

  private long deleteChunk(List<Multihash> multihashes) {
    List<Key> keys = entries(multihashes);
    writing.lock();
    try (Batch batch = store.batch()) {
      Set<Key> there = present(keys);
      there.forEach(batch::delete);
      commit(batch, count - there.size());
      return there.size();
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void empty() {
    writing.lock();
    try (Results entries = store.query(CompactLayout.all(Tag.ENTRY))) {
      while (entries.hasNext()) {
        try (Batch batch = store.batch()) {
          while (entries.hasNext() && batch.size() < Chunks.SIZE) {
            batch.delete(entries.next().key());
          }
          commit(batch, count - batch.size());
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Applies a batch together with the count that it leads to; one that changes nothing is left. */
  private void commit(Batch batch, long newCount) {
    if (batch.size() == 0) {
      return;
    }
    boolean atomic = batch.atomic();
    batch.put(CompactLayout.FORMAT, new FormatRecord(newCount).toBytes());
    try {
      batch.commit();
      count = newCount;
    } catch (RuntimeException e) {
      if (!atomic) {
        recountAfter(e);
      }
      throw e;
    }
  }

  /** Some of a batch may have been applied: what is there now has to be seen. */
  private void recountAfter(RuntimeException failure) {
    try {
      count = count(store);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public long size() {
    checkOpen();
    return count;
  }

  /** {@inheritDoc} Takes its time where batches are not atomic, since it has to be counted. */
  @Override
  public SnapshotView snapshot() {
    Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot();
    try {
      return new SnapshotView(snapshot, countOf(snapshot));
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(snapshot));
      throw e;
    }
  }

  private long countOf(Datastore snapshot) {
    if (!hasAtomicBatches(store)) {
      return count(snapshot);
    }
    return FormatRecord.read(snapshot)
        .orElseThrow(() -> new CorruptDataException(store + " has lost its format record"))
        .count();
  }

  @Override
  public OptionalLong diskUsage() {
    checkOpen();
    return store
        .capability(DiskUsage.class)
        .map(usage -> OptionalLong.of(usage.diskUsage()))
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public void sync() {
    store.sync(Key.ROOT);
  }

  private void checkOpen() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
  }

  @Override
  public void close() {
    lifecycle.close(store::close);
  }

  @Override
  public String toString() {
    return "keystore(" + store + ")";
  }
}
