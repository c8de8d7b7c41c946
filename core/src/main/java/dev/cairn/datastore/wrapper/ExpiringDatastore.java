package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.wrapper.ExpiringFormat.Due;
import dev.cairn.datastore.wrapper.ExpiringFormat.Header;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lets entries of any ordered store expire. From its time on, an entry is absent from every read
 * and listing; {@link #removeExpired} gives its room back.
 *
 * <p>Each value lies behind a short header with its time, and an index of times lies beside the
 * values, where no key of a user can meet it: all in one store below, which belongs to this wrapper
 * alone. A value and its place in the index are written in one batch; where batches of the store
 * below are not atomic, a crash can leave an index entry without its value, which does no harm.
 *
 * <p>The clock alone decides: one that is set back shows again what had expired and was not removed
 * yet. A snapshot stays at the time at which it was taken.
 *
 * <p>Every write looks up the header of what it replaces, and a listing, also of keys alone, reads
 * the values, whose headers it needs.
 */
public final class ExpiringDatastore extends ForwardingDatastore implements Expiring {

  /** As many entries are removed in one batch. */
  private static final int REMOVED_AT_ONCE = 1000;

  private static final byte[] NO_VALUE = {};

  private final Clock clock;
  private final ExpiringValues values;
  private final KeyLocks locks;
  private final Abilities abilities;

  /**
   * Wraps a store. What another than an {@code ExpiringDatastore} has written there is not seen.
   *
   * @param delegate the store below, which the wrapper owns
   * @param clock what time it is
   * @throws UnsupportedOperationException if the store below cannot take batches
   */
  public ExpiringDatastore(Datastore delegate, Clock clock) {
    this(Batches.required(delegate), clock, new KeyLocks());
  }

  private ExpiringDatastore(Datastore delegate, Clock clock, KeyLocks locks) {
    super(delegate);
    this.clock = clock;
    this.locks = locks;
    this.values = new ExpiringValues(delegate);
    this.abilities =
        new Abilities()
            .unchanged(
                DiskUsage.class,
                GarbageCollection.class,
                Check.class,
                Scrub.class,
                Checkpoint.class)
            .with(Compaction.class, below -> ofValues(Compaction.class))
            .with(View.class, below -> values.livingAt(clock))
            .with(Snapshots.class, below -> () -> frozen(below.snapshot()))
            .with(ConditionalWrites.class, below -> new GuardedConditionalWrites())
            .with(RangeDelete.class, below -> this::deleteRange)
            .with(BulkLoad.class, below -> () -> new LastingLoader(ofValues(BulkLoad.class)))
            .with(
                Transactions.class,
                below -> () -> new ExpiringTransaction(below.begin(), values, locks, clock));
  }

  /** Returns an ability of the store below for the part where the values lie. */
  private <T> T ofValues(Class<T> ability) {
    return values.namespace().capability(ability).orElseThrow();
  }

  /** Returns a snapshot of the store below as one of this store, now. */
  private Datastore frozen(Datastore snapshot) {
    Clock stopped = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    return new ReadOnlyDatastore(new ExpiringDatastore(snapshot, stopped, locks));
  }

  private void deleteRange(KeyRange range) {
    try (KeyLocks.Held all = locks.holdAll()) {
      ofValues(RangeDelete.class).deleteRange(range);
    }
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return abilities.adapt(ability, below);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return values.get(key, clock.instant());
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return values.getAll(keys, clock.instant());
  }

  @Override
  public boolean has(Key key) {
    return size(key).isPresent();
  }

  @Override
  public OptionalLong size(Key key) {
    return values.size(key, clock.instant());
  }

  @Override
  public Optional<Instant> expiration(Key key) {
    return values.expiration(key, clock.instant());
  }

  @Override
  public Results query(Query query) {
    return values.query(query, clock.instant(), Source.of(delegate()));
  }

  @Override
  public void put(Key key, byte[] value) {
    put(key, value, Header.LASTING);
  }

  @Override
  public void put(Key key, byte[] value, Instant expiration) {
    put(key, value, new Header(expiration));
  }

  private void put(Key key, byte[] value, Header header) {
    try (KeyLocks.Held held = locks.hold(key)) {
      putHeld(key, value, header);
    }
  }

  private void putHeld(Key key, byte[] value, Header header) {
    Instant earlier = values.storedExpiration(key);
    try (Batch batch = super.batch()) {
      Instant expiration = header.expiration();
      if (expiration != null) {
        batch.put(ExpiringFormat.timeKey(expiration, key), NO_VALUE);
      }
      batch.put(stored(key), ExpiringFormat.withHeader(header, value));
      if (earlier != null && !earlier.equals(expiration)) {
        batch.delete(ExpiringFormat.timeKey(earlier, key));
      }
      batch.commit();
    }
  }

  private static Key stored(Key key) {
    return ExpiringFormat.VALUES.child(key);
  }

  @Override
  public void delete(Key key) {
    try (KeyLocks.Held held = locks.hold(key)) {
      Instant expiration = values.storedExpiration(key);
      if (expiration == null) {
        super.delete(stored(key));
        return;
      }
      try (Batch batch = super.batch()) {
        batch.delete(stored(key));
        batch.delete(ExpiringFormat.timeKey(expiration, key));
        batch.commit();
      }
    }
  }

  @Override
  public boolean expireAt(Key key, Instant expiration) {
    try (KeyLocks.Held held = locks.hold(key)) {
      Optional<byte[]> value = get(key);
      value.ifPresent(bytes -> putHeld(key, bytes, new Header(expiration)));
      return value.isPresent();
    }
  }

  @Override
  public long removeExpired() {
    Query due =
        Query.below(ExpiringFormat.TIMES)
            .to(ExpiringFormat.endOfTimes(clock.instant()))
            .orderedBy(Order.KEY)
            .keysOnly()
            .limit(REMOVED_AT_ONCE);
    long removed = 0;
    List<Entry> page = delegate().query(due).toList();
    while (!page.isEmpty()) {
      removed += remove(page);
      Key last = page.get(page.size() - 1).key();
      page = delegate().query(due.startAfter(last)).toList();
    }
    return removed;
  }

  /** Removes index entries and the values that they still speak of; returns how many values. */
  private long remove(List<Entry> index) {
    List<Due> due =
        index.stream().flatMap(entry -> ExpiringFormat.readTimeKey(entry.key()).stream()).toList();
    long removed = 0;
    try (KeyLocks.Held held = locks.hold(due.stream().map(Due::key).toList());
        Batch batch = super.batch()) {
      for (Due entry : due) {
        if (entry.expiration().equals(values.storedExpiration(entry.key()))) {
          batch.delete(stored(entry.key()));
          removed++;
        }
        batch.delete(ExpiringFormat.timeKey(entry.expiration(), entry.key()));
      }
      batch.commit();
    }
    return removed;
  }

  /** Makes all writes durable: a value's place in the index lies elsewhere. */
  @Override
  public void sync(Key prefix) {
    delegate().sync(Key.ROOT);
  }

  @Override
  public Batch batch() {
    return new LastingBatch(super.batch());
  }

  /** Sets lasting values; which index entries that leaves over is known when it is committed. */
  private final class LastingBatch extends ForwardingBatch {
    private final Set<Key> keys = new LinkedHashSet<>();

    LastingBatch(Batch delegate) {
      super(delegate);
    }

    @Override
    public void put(Key key, byte[] value) {
      super.put(stored(key), ExpiringFormat.withHeader(Header.LASTING, value));
      keys.add(key);
    }

    @Override
    public void delete(Key key) {
      super.delete(stored(key));
      keys.add(key);
    }

    @Override
    public void commit(Durability durability) {
      try (KeyLocks.Held held = locks.hold(keys)) {
        for (Key key : keys) {
          Instant earlier = values.storedExpiration(key);
          if (earlier != null) {
            super.delete(ExpiringFormat.timeKey(earlier, key));
          }
        }
        super.commit(durability);
      } catch (RuntimeException e) {
        super.close(); // a batch is used up by its commit, also by one that fails
        throw e;
      }
    }
  }

  /** Writes on a condition: nobody else writes the key between the look and the write. */
  private final class GuardedConditionalWrites implements ConditionalWrites {
    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      try (KeyLocks.Held held = locks.hold(key)) {
        if (has(key)) {
          return false;
        }
        putHeld(key, value, Header.LASTING);
        return true;
      }
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      try (KeyLocks.Held held = locks.hold(key)) {
        if (get(key).filter(now -> Arrays.equals(now, expected)).isEmpty()) {
          return false;
        }
        putHeld(key, value, Header.LASTING);
        return true;
      }
    }
  }

  /** Loads lasting values. */
  private final class LastingLoader implements BulkLoad.Loader {
    private final BulkLoad.Loader below;

    LastingLoader(BulkLoad below) {
      this.below = below.bulkLoad();
    }

    @Override
    public void add(Key key, byte[] value) {
      below.add(key, ExpiringFormat.withHeader(Header.LASTING, value));
    }

    @Override
    public void commit() {
      try (KeyLocks.Held all = locks.holdAll()) {
        below.commit();
      }
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
