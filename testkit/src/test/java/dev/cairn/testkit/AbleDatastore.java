package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
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
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.OperationList;
import dev.cairn.datastore.memory.MemoryDatastore;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that has every ability, in the plainest way: one lock, all in memory, saved to a file
 * when it is closed. The contracts of abilities are tried on it, and on copies of it that are
 * broken.
 *
 * <p>It is long since it is all abilities in one store, as no wrapper may hide one of them.
 */
public class AbleDatastore extends ForwardingDatastore
    implements BulkLoad,
        Check,
        Checkpoint,
        Compaction,
        ConditionalWrites,
        DiskUsage,
        Expiring,
        GarbageCollection,
        RangeDelete,
        Scrub,
        Snapshots,
        Transactions,
        View {

  final MemoryDatastore memory;
  private final Lifecycle lifecycle = new Lifecycle("the able store");
  final ReentrantLock lock = new ReentrantLock();
  private final @Nullable Path directory;
  private final Clock clock;
  private final Map<Key, Instant> expirations = new HashMap<>();
  final Map<Key, Integer> checksums = new HashMap<>();
  private final Map<Key, Long> changes = new HashMap<>();
  private long change;
  private long expired;
  long garbage;

  AbleDatastore() {
    this(null, Clock.systemUTC());
  }

  /**
   * Opens the store.
   *
   * @param directory where it is saved; {@code null} where it is not
   * @param clock what time it is
   */
  public AbleDatastore(@Nullable Path directory, Clock clock) {
    this(new MemoryDatastore(), directory, clock);
  }

  private AbleDatastore(MemoryDatastore memory, @Nullable Path directory, Clock clock) {
    super(memory);
    this.memory = memory;
    this.directory = directory;
    this.clock = clock;
    if (directory != null) {
      TableFile.load(directory)
          .forEach(
              saved -> {
                memory.put(saved.key(), saved.value());
                checksums.put(saved.key(), saved.checksum());
                saved.expiration().ifPresent(time -> expirations.put(saved.key(), time));
              });
    }
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
  }

  /** Does something alone, while the store is open, after what has expired is gone. */
  final <T> T alone(Supplier<T> action) {
    lifecycle.enter();
    lock.lock();
    try {
      sweep();
      return action.get();
    } finally {
      lock.unlock();
      lifecycle.exit();
    }
  }

  private void alone(Runnable action) {
    alone(
        () -> {
          action.run();
          return true;
        });
  }

  private void sweep() {
    Instant now = clock.instant();
    List<Key> gone =
        expirations.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList();
    gone.forEach(key -> write(key, null));
    expired += gone.size();
  }

  /** Writes one value, or its absence. */
  private void write(Key key, byte @Nullable [] value) {
    countGarbage(key);
    if (value == null) {
      memory.delete(key);
    } else {
      memory.put(key, value);
    }
    note(key, value);
  }

  /** What is there now is garbage once the key is written. */
  private void countGarbage(Key key) {
    garbage += memory.size(key).orElse(0);
  }

  private void note(Key key, byte @Nullable [] value) {
    expirations.remove(key);
    changes.put(key, ++change);
    if (value == null) {
      checksums.remove(key);
    } else {
      checksums.put(key, TableFile.checksum(key, value));
    }
  }

  /** Writes several in one step that no listing sees a part of. */
  final void write(Map<Key, byte @Nullable []> writes) {
    writes.keySet().forEach(this::countGarbage);
    try (Batch batch = memory.batch()) {
      writes.forEach(
          (key, value) -> {
            if (value == null) {
              batch.delete(key);
            } else {
              batch.put(key, value);
            }
          });
      batch.commit();
    }
    writes.forEach(this::note);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return alone(() -> memory.get(key));
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return alone(() -> memory.getAll(keys));
  }

  @Override
  public boolean has(Key key) {
    return alone(() -> memory.has(key));
  }

  @Override
  public OptionalLong size(Key key) {
    return alone(() -> memory.size(key));
  }

  @Override
  public void put(Key key, byte[] value) {
    alone(() -> write(key, value));
  }

  @Override
  public void delete(Key key) {
    alone(() -> write(key, null));
  }

  @Override
  public Results query(Query query) {
    return alone(
        () ->
            query.expirations()
                ? new ListedResults(
                    query, memory.query(query).toList().stream().map(this::withExpiration).toList())
                : memory.query(query));
  }

  private Entry withExpiration(Entry entry) {
    Instant time = expirations.get(entry.key());
    return time == null ? entry : entry.expiringAt(time);
  }

  @Override
  public void sync(Key prefix) {
    alone(() -> {});
  }

  @Override
  public Batch batch() {
    return new OperationList(
        lifecycle,
        /* atomic= */ true,
        (operations, durability) -> {
          Map<Key, byte @Nullable []> writes = new TreeMap<>();
          operations.forEach(operation -> writes.put(operation.key(), operation.value()));
          alone(() -> write(writes));
        });
  }

  @Override
  public Loader bulkLoad() {
    return alone(() -> new ListLoader(batch()));
  }

  /** Refuses what is out of order, and leaves the rest to a batch. */
  private static final class ListLoader implements Loader {
    private final Batch batch;
    private @Nullable Key last;

    ListLoader(Batch batch) {
      this.batch = batch;
    }

    @Override
    public void add(Key key, byte[] value) {
      if (last != null && key.compareTo(last) <= 0) {
        throw new IllegalArgumentException(key + " does not follow " + last);
      }
      batch.put(key, value);
      last = key;
    }

    @Override
    public void commit() {
      batch.commit();
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  @Override
  public List<String> check() {
    return alone(
        () ->
            memory.query(Query.all()).toList().stream()
                .filter(e -> checksums.get(e.key()) != TableFile.checksum(e.key(), e.value()))
                .map(entry -> "the value of " + entry.key() + " is damaged")
                .toList());
  }

  @Override
  public List<String> scrub() {
    return alone(
        () -> {
          List<String> done = new ArrayList<>();
          for (Entry e : memory.query(Query.all()).toList()) {
            if (checksums.get(e.key()) != TableFile.checksum(e.key(), e.value())) {
              write(e.key(), null);
              done.add("the value of " + e.key() + " was damaged, and is removed");
            }
          }
          return done;
        });
  }

  @Override
  public void checkpoint(Path target) {
    alone(
        () -> {
          if (Files.exists(target)) {
            throw new DatastoreException(target + " exists; choose another directory");
          }
          save(target);
        });
  }

  private void save(Path target) {
    try {
      Files.createDirectory(target);
    } catch (IOException e) {
      throw new DatastoreException("cannot write " + target + ": " + e.getMessage(), e);
    }
    TableFile.save(
        target,
        memory.query(Query.all()).toList().stream()
            .map(
                e ->
                    new TableFile.Saved(
                        e.key(),
                        e.value(),
                        checksums.get(e.key()),
                        Optional.ofNullable(expirations.get(e.key()))))
            .toList());
  }

  @Override
  public void compact(KeyRange range) {
    alone(() -> garbage = 0);
  }

  @Override
  public void collectGarbage() {
    alone(() -> garbage = 0);
  }

  @Override
  public long diskUsage() {
    return alone(
        () ->
            garbage
                + memory.query(Query.all().sizesOnly()).toList().stream()
                    .mapToLong(entry -> entry.size().orElseThrow())
                    .sum());
  }

  @Override
  public boolean putIfAbsent(Key key, byte[] value) {
    return alone(
        () -> {
          boolean absent = !memory.has(key);
          if (absent) {
            write(key, value);
          }
          return absent;
        });
  }

  @Override
  public boolean replace(Key key, byte[] expected, byte[] value) {
    return alone(
        () -> {
          boolean same = memory.get(key).filter(held -> Arrays.equals(held, expected)).isPresent();
          if (same) {
            write(key, value);
          }
          return same;
        });
  }

  @Override
  public void put(Key key, byte[] value, Instant expiration) {
    alone(
        () -> {
          write(key, value);
          expirations.put(key, expiration);
          sweep();
        });
  }

  @Override
  public boolean expireAt(Key key, Instant expiration) {
    return alone(
        () -> {
          boolean held = memory.has(key);
          if (held) {
            expirations.put(key, expiration);
          }
          return held;
        });
  }

  @Override
  public Optional<Instant> expiration(Key key) {
    return alone(() -> Optional.ofNullable(expirations.get(key)));
  }

  @Override
  public long removeExpired() {
    return alone(
        () -> {
          long removed = expired;
          expired = 0;
          return removed;
        });
  }

  @Override
  public void deleteRange(KeyRange range) {
    alone(
        () -> {
          Map<Key, byte @Nullable []> deletes = new TreeMap<>();
          for (Entry entry : memory.query(Query.all().keysOnly()).toList()) {
            if (range.contains(entry.key())) {
              deletes.put(entry.key(), null);
            }
          }
          write(deletes);
        });
  }

  @Override
  public Datastore snapshot() {
    return alone(
        () -> {
          MemoryDatastore copy = new MemoryDatastore();
          memory.query(Query.all()).forEachRemaining(e -> copy.put(e.key(), e.value()));
          Datastore snapshot = new ReadOnlyDatastore(copy);
          lifecycle.register(snapshot);
          return snapshot;
        });
  }

  @Override
  public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
    return get(key).map(value -> reader.apply(ByteBuffer.wrap(value).asReadOnlyBuffer()));
  }

  @Override
  public Transaction begin() {
    return new OptimisticTransaction(this);
  }

  /** The keys that have been changed since. */
  final List<Key> changedSince(long since) {
    return changes.entrySet().stream()
        .filter(entry -> entry.getValue() > since)
        .map(Map.Entry::getKey)
        .toList();
  }

  final long change() {
    return change;
  }

  final boolean isClosed() {
    return lifecycle.isClosed();
  }

  @Override
  public void close() {
    lifecycle.close(
        () -> {
          if (directory != null) {
            TableFile.replace(directory, this::save);
          }
          memory.close();
        });
  }

  @Override
  public String toString() {
    return "the able store";
  }
}
