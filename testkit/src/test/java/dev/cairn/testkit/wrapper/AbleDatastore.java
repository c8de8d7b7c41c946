package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store in memory with every ability there is, each as plain as can be: one lock for all. */
final class AbleDatastore extends ForwardingDatastore
    implements DiskUsage,
        Snapshots,
        Transactions,
        Expiring,
        ConditionalWrites,
        View,
        RangeDelete,
        BulkLoad,
        Compaction,
        GarbageCollection,
        Check,
        Scrub,
        Checkpoint {

  /** What {@link #check} finds and {@link #scrub} mends. */
  final List<String> damage = new ArrayList<>();

  final List<KeyRange> compacted = new ArrayList<>();
  int garbageCollections;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Instant> expirations = new HashMap<>();

  AbleDatastore(Clock clock) {
    super(new MemoryDatastore());
    this.clock = clock;
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
  }

  private final class Locked implements AutoCloseable {
    Locked() {
      lock.lock();
      expirations.entrySet().removeIf(this::removeIfDue);
    }

    private boolean removeIfDue(Map.Entry<Key, Instant> due) {
      boolean isDue = !clock.instant().isBefore(due.getValue());
      if (isDue) {
        delegate().delete(due.getKey());
      }
      return isDue;
    }

    @Override
    public void close() {
      lock.unlock();
    }
  }

  @Override
  public Optional<byte[]> get(Key key) {
    try (var locked = new Locked()) {
      return super.get(key);
    }
  }

  @Override
  public boolean has(Key key) {
    return get(key).isPresent();
  }

  @Override
  public void put(Key key, byte[] value) {
    try (var locked = new Locked()) {
      expirations.remove(key);
      super.put(key, value);
    }
  }

  @Override
  public void delete(Key key) {
    try (var locked = new Locked()) {
      expirations.remove(key);
      super.delete(key);
    }
  }

  @Override
  public Results query(Query query) {
    try (var locked = new Locked()) {
      return super.query(query);
    }
  }

  @Override
  public Batch batch() {
    return new ForwardingBatch(super.batch()) {
      @Override
      public void commit(Durability durability) {
        try (var locked = new Locked()) {
          super.commit(durability);
        }
      }
    };
  }

  private List<Entry> entries() {
    return delegate().query(Query.all()).toList();
  }

  @Override
  public long diskUsage() {
    try (var locked = new Locked()) {
      return entries().stream().mapToLong(e -> e.key().length() + e.value().length).sum();
    }
  }

  @Override
  public Datastore snapshot() {
    try (var locked = new Locked()) {
      MemoryDatastore copy = new MemoryDatastore();
      entries().forEach(entry -> copy.put(entry.key(), entry.value()));
      return new ReadOnlyDatastore(copy);
    }
  }

  @Override
  public void put(Key key, byte[] value, Instant expiration) {
    try (var locked = new Locked()) {
      super.put(key, value);
      expirations.put(key, expiration);
    }
  }

  @Override
  public boolean expireAt(Key key, Instant expiration) {
    try (var locked = new Locked()) {
      boolean held = delegate().has(key);
      if (held) {
        expirations.put(key, expiration);
      }
      return held;
    }
  }

  @Override
  public Optional<Instant> expiration(Key key) {
    try (var locked = new Locked()) {
      return Optional.ofNullable(expirations.get(key));
    }
  }

  @Override
  public long removeExpired() {
    lock.lock();
    try {
      int before = expirations.size();
      new Locked().close();
      return (long) before - expirations.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean putIfAbsent(Key key, byte[] value) {
    try (var locked = new Locked()) {
      boolean absent = !delegate().has(key);
      if (absent) {
        put(key, value);
      }
      return absent;
    }
  }

  @Override
  public boolean replace(Key key, byte[] expected, byte[] value) {
    try (var locked = new Locked()) {
      boolean same = get(key).filter(now -> Arrays.equals(now, expected)).isPresent();
      if (same) {
        put(key, value);
      }
      return same;
    }
  }

  @Override
  public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
    return get(key).map(value -> reader.apply(ByteBuffer.wrap(value).asReadOnlyBuffer()));
  }

  @Override
  public void deleteRange(KeyRange range) {
    try (var locked = new Locked();
        Results results = delegate().query(Query.in(range).keysOnly())) {
      results.forEachRemaining(entry -> delete(entry.key()));
    }
  }

  @Override
  public void compact(KeyRange range) {
    compacted.add(range);
  }

  @Override
  public void collectGarbage() {
    garbageCollections++;
  }

  @Override
  public List<String> check() {
    return List.copyOf(damage);
  }

  @Override
  public List<String> scrub() {
    List<String> mended = check();
    damage.clear();
    return mended;
  }

  @Override
  public void checkpoint(Path target) {
    try (var locked = new Locked()) {
      Files.createDirectory(target);
      for (Entry entry : entries()) {
        Files.writeString(target.resolve("keys"), entry.key() + "\n");
      }
    } catch (IOException e) {
      throw new DatastoreException("cannot copy to " + target, e);
    }
  }

  @Override
  public Transaction begin() {
    return new Copied(snapshot());
  }

  @Override
  public Loader bulkLoad() {
    return new Collected();
  }

  private final class Copied implements Transaction {
    private final Datastore before;
    private final Set<Key> touched = new HashSet<>();
    private final Map<Key, Optional<byte[]>> writes = new HashMap<>();
    private boolean used;

    Copied(Datastore before) {
      this.before = before;
    }

    private void checkUsable() {
      if (used) {
        throw new IllegalStateException("a transaction is used once");
      }
    }

    @Override
    public Optional<byte[]> get(Key key) {
      checkUsable();
      touched.add(key);
      Optional<byte[]> own = writes.get(key);
      return own == null ? before.get(key) : own;
    }

    @Override
    public Results query(Query query) {
      checkUsable();
      MemoryDatastore now = new MemoryDatastore();
      for (Entry entry : before.query(Query.all()).toList()) {
        touched.add(entry.key());
        now.put(entry.key(), entry.value());
      }
      writes.forEach(
          (key, value) -> value.ifPresentOrElse(it -> now.put(key, it), () -> now.delete(key)));
      return now.query(query);
    }

    @Override
    public void put(Key key, byte[] value) {
      checkUsable();
      touched.add(key);
      writes.put(key, Optional.of(value.clone()));
    }

    @Override
    public void delete(Key key) {
      checkUsable();
      touched.add(key);
      writes.put(key, Optional.empty());
    }

    @Override
    public void commit() {
      checkUsable();
      used = true;
      try (var locked = new Locked()) {
        for (Key key : touched) {
          if (!Arrays.equals(bytes(before, key), bytes(AbleDatastore.this, key))) {
            throw new TransactionConflictException(key + " was changed meanwhile; try again");
          }
        }
        writes.forEach(
            (key, value) ->
                value.ifPresentOrElse(
                    bytes -> AbleDatastore.this.put(key, bytes),
                    () -> AbleDatastore.this.delete(key)));
      }
    }

    private static byte @Nullable [] bytes(Datastore store, Key key) {
      return store.get(key).orElse(null);
    }

    @Override
    public void close() {
      used = true;
      before.close();
    }
  }

  private final class Collected implements Loader {
    private final TreeMap<Key, byte[]> entries = new TreeMap<>();

    @Override
    public void add(Key key, byte[] value) {
      if (!entries.isEmpty() && key.compareTo(entries.lastKey()) <= 0) {
        throw new IllegalArgumentException(key + " is not greater than " + entries.lastKey());
      }
      entries.put(key, value.clone());
    }

    @Override
    public void commit() {
      try (Batch batch = batch()) {
        entries.forEach(batch::put);
        batch.commit();
      }
    }

    @Override
    public void close() {
      entries.clear();
    }
  }
}
