package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.keystore.CompactLayout.Tag;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store that lies in Kubo's layout, shown as one in the {@link CompactLayout}: entries are
 * changed on their way, notes lie there as they are (a reset leaves none), and the format record,
 * which Kubo would take for a multihash, is not written at all. So the count is made at opening.
 *
 * <p>Kubo's own count, {@link KuboFormat#SIZE}, goes before the first write and comes back when the
 * store is closed; reading leaves it as it is.
 */
final class KuboStore extends ForwardingDatastore {

  private final Datastore below;
  private final Runnable onClose;

  /** Keeps a snapshot from coming between a batch and its count. */
  private final ReentrantLock counting = new ReentrantLock();

  private final AtomicBoolean written = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile byte @Nullable [] record;

  private KuboStore(Datastore below, byte @Nullable [] record, Runnable onClose) {
    super(below);
    this.below = below;
    this.record = record;
    this.onClose = onClose;
  }

  /**
   * Shows a store that is empty.
   *
   * @param onClose runs once when the store has been closed
   */
  static KuboStore ofNew(Batching below, Runnable onClose) {
    return new KuboStore(below, null, onClose);
  }

  /**
   * Shows a store that Kubo, or this, made; all its keys are counted.
   *
   * @param onClose runs once when the store has been closed
   */
  static KuboStore ofExisting(Batching below, Runnable onClose) {
    try {
      long count = Datastores.count(below, KuboFormat.all());
      return new KuboStore(below, new FormatRecord(count).toBytes(), onClose);
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(below));
      throw e;
    }
  }

  private static boolean isEntry(Key key) {
    return CompactLayout.has(Tag.ENTRY, key);
  }

  private static Key stored(Key entry) {
    return KuboFormat.key(CompactLayout.multihash(entry));
  }

  @Override
  public Optional<byte[]> get(Key key) {
    if (key.equals(CompactLayout.FORMAT)) {
      byte[] now = record;
      return now == null ? Optional.empty() : Optional.of(now.clone());
    }
    if (isEntry(key)) {
      return below.has(stored(key)) ? Optional.of(CompactLayout.EMPTY) : Optional.empty();
    }
    return below.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    Map<Key, byte[]> found = new LinkedHashMap<>();
    for (Key key : keys) {
      get(key).ifPresent(value -> found.put(key, value));
    }
    return found;
  }

  @Override
  public boolean has(Key key) {
    if (key.equals(CompactLayout.FORMAT)) {
      below.has(key); // which a closed store refuses
      return record != null;
    }
    return below.has(isEntry(key) ? stored(key) : key);
  }

  @Override
  public OptionalLong size(Key key) {
    return get(key).map(value -> OptionalLong.of(value.length)).orElseGet(OptionalLong::empty);
  }

  @Override
  public void put(Key key, byte[] value) {
    if (key.equals(CompactLayout.FORMAT)) {
      record = value.clone();
      return;
    }
    beforeWrite();
    if (isEntry(key)) {
      below.put(stored(key), CompactLayout.multihash(key).toBytes());
    } else {
      below.put(key, value);
    }
  }

  @Override
  public void delete(Key key) {
    beforeWrite();
    below.delete(isEntry(key) ? stored(key) : key);
  }

  /** What Kubo counted will be wrong; it must not be found after a crash. */
  private void beforeWrite() {
    if (!written.get() && below.has(KuboFormat.SIZE)) {
      below.delete(KuboFormat.SIZE);
      below.sync(KuboFormat.SIZE);
    }
    written.set(true);
  }

  @Override
  public Results query(Query query) {
    return query.isDescending()
        ? QueryEngine.runUnordered(query, scan(query.range(), query.neededProjection()))
        : QueryEngine.run(query, (range, direction, projection) -> scan(range, projection));
  }

  private KuboScan scan(KeyRange range, Projection projection) {
    byte[] now = record;
    List<Entry> first =
        now != null && range.contains(CompactLayout.FORMAT)
            ? List.of(Entry.of(CompactLayout.FORMAT, now.clone()))
            : List.of();
    Results stored = below.query(KuboFormat.covering(range));
    try {
      KeyRange notes = range.intersection(CompactLayout.all(Tag.NOTE).range());
      Query behind = Query.in(notes).project(projection).orderedBy(Order.KEY);
      return new KuboScan(range, first, stored, below.query(behind));
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(stored));
      throw e;
    }
  }

  @Override
  public Batch batch() {
    return new KuboBatch(super.batch());
  }

  private final class KuboBatch extends ForwardingBatch {
    private byte @Nullable [] newRecord;

    KuboBatch(Batch below) {
      super(below);
    }

    @Override
    public void put(Key key, byte[] value) {
      if (key.equals(CompactLayout.FORMAT)) {
        newRecord = value.clone();
      } else if (isEntry(key)) {
        super.put(stored(key), CompactLayout.multihash(key).toBytes());
      } else {
        super.put(key, value);
      }
    }

    @Override
    public void delete(Key key) {
      super.delete(isEntry(key) ? stored(key) : key);
    }

    @Override
    public void commit(Durability durability) {
      counting.lock();
      try {
        beforeWrite();
        super.commit(durability);
        if (newRecord != null) {
          record = newRecord;
        }
      } finally {
        counting.unlock();
      }
    }
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T ofBelow) {
    if (ability == DiskUsage.class) {
      return Optional.of(ofBelow);
    }
    if (ability == Snapshots.class) {
      Snapshots snapshots = () -> snapshot((Snapshots) ofBelow);
      return Optional.of(ability.cast(snapshots));
    }
    return Optional.empty();
  }

  private Datastore snapshot(Snapshots snapshots) {
    counting.lock();
    try {
      return new KuboStore(snapshots.snapshot(), record, () -> {});
    } finally {
      counting.unlock();
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      leaveSize();
    } finally {
      try {
        below.close();
      } finally {
        onClose.run();
      }
    }
  }

  private void leaveSize() {
    byte[] last = record;
    if (written.get() && last != null) {
      long count = FormatRecord.read(this).orElseThrow().count();
      below.put(KuboFormat.SIZE, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
      below.sync(KuboFormat.SIZE);
    }
  }
}
