package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Refuses writes that would make the store larger than its {@link Quota}, or the disk emptier of
 * room than its reserve, with {@link NoSpaceException}, before anything is written. What does not
 * add to the store, deletes above all, is never refused for its limits.
 *
 * <p>The account is exact, whoever writes at once, as long as all writes go through this wrapper;
 * for that, each write looks up the sizes of what it replaces. What the store holds is counted when
 * it is wrapped, by a listing of keys and sizes, and again behind a failure that leaves it unknown.
 *
 * <p>Bulk loads and a store's own expiry would go round the account and are not offered; an {@link
 * ExpiringDatastore} around this wrapper keeps to it.
 *
 * <p>It is long since every way to write has to be counted, and all count into one account under
 * the same locks.
 */
public final class QuotaDatastore extends ForwardingDatastore {

  private static final long ABSENT = -1;

  private final Quota quota;
  private final QuotaAccount account;
  private final KeyLocks locks = new KeyLocks();
  private final Abilities abilities =
      new Abilities()
          .unchanged(
              DiskUsage.class,
              Snapshots.class,
              View.class,
              Check.class,
              Checkpoint.class,
              Compaction.class,
              GarbageCollection.class)
          .with(Scrub.class, below -> () -> scrub(below))
          .with(RangeDelete.class, below -> range -> deleteRange(below, range))
          .with(ConditionalWrites.class, CountedConditionalWrites::new)
          .with(Transactions.class, below -> () -> new CountedTransaction(below.begin()));

  /** Whether a failure has left the account wrong. */
  private volatile boolean doubtful;

  /**
   * Wraps a store and counts what it holds. Watermarks that are reached already are told.
   *
   * @param delegate the store below, which the wrapper owns
   * @param quota how much it may hold; it may hold more already
   */
  public QuotaDatastore(Datastore delegate, Quota quota) {
    super(delegate);
    this.quota = quota;
    this.account = new QuotaAccount(quota);
    recount();
  }

  /** {@return how much the store holds} */
  public Usage usage() {
    return account.held();
  }

  /** Counts again what the store holds; writes wait meanwhile. */
  public void recount() {
    try (KeyLocks.Held all = locks.holdAll()) {
      recountHeld();
    }
    account.announce();
  }

  private void recountHeld() {
    doubtful = true;
    account.reset(usageOf(Query.all()));
    doubtful = false;
  }

  private Usage usageOf(Query query) {
    long bytes = 0;
    long entries = 0;
    try (Results results = delegate().query(query.sizesOnly())) {
      while (results.hasNext()) {
        Entry entry = results.next();
        bytes += entry.key().length() + entry.size().orElseThrow();
        entries++;
      }
    }
    return new Usage(bytes, entries);
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return abilities.adapt(ability, below);
  }

  @Override
  public void put(Key key, byte[] value) {
    write(Map.of(key, (long) value.length), () -> done(() -> super.put(key, value)));
  }

  @Override
  public void delete(Key key) {
    write(Map.of(key, ABSENT), () -> done(() -> super.delete(key)));
  }

  private static boolean done(Runnable write) {
    write.run();
    return true;
  }

  /**
   * Makes a write where the quota has room for it.
   *
   * @param lengths the bytes of the value of each key afterwards, {@link #ABSENT} where it is gone
   * @param write makes it, and says whether it was made
   * @return what {@code write} said
   */
  private boolean write(Map<Key, Long> lengths, BooleanSupplier write) {
    boolean adds = lengths.values().stream().anyMatch(length -> length != ABSENT);
    if (adds && doubtful) {
      recount();
    }
    boolean written;
    try (KeyLocks.Held keys = locks.hold(lengths.keySet())) {
      written = adds ? add(lengths, write) : remove(lengths, write);
    }
    account.announce();
    return written;
  }

  private boolean add(Map<Key, Long> lengths, BooleanSupplier write) {
    Usage before = current(lengths);
    Usage change = after(lengths).minus(before);
    Usage growth = new Usage(Math.max(0, change.bytes()), Math.max(0, change.entries()));
    String attempt = describe(lengths);
    keepReserve(lengths, attempt);
    account.promise(growth, attempt);
    Usage happened = Usage.NONE;
    try {
      boolean written = write.getAsBoolean();
      happened = written ? change : Usage.NONE;
      return written;
    } catch (RuntimeException e) {
      happened = changeDespite(e, lengths, before);
      throw e;
    } finally {
      account.settle(growth, happened);
    }
  }

  /** Never refuses, and where sizes cannot be told leaves the account to be made anew. */
  private boolean remove(Map<Key, Long> lengths, BooleanSupplier write) {
    Usage before = Usage.NONE;
    try {
      before = current(lengths);
    } catch (DatastoreException e) {
      doubtful = true;
    }
    Usage happened = Usage.NONE;
    try {
      boolean written = write.getAsBoolean();
      happened = written ? Usage.NONE.minus(before) : Usage.NONE;
      return written;
    } catch (RuntimeException e) {
      happened = changeDespite(e, lengths, before);
      throw e;
    } finally {
      account.settle(Usage.NONE, happened);
    }
  }

  /** Returns what a write has changed that failed: it may have happened, whole or in part. */
  private Usage changeDespite(RuntimeException failure, Map<Key, Long> lengths, Usage before) {
    try {
      return current(lengths).minus(before);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      doubtful = true;
      return Usage.NONE;
    }
  }

  private Usage current(Map<Key, Long> lengths) {
    long bytes = 0;
    long entries = 0;
    for (Key key : lengths.keySet()) {
      OptionalLong size = delegate().size(key);
      if (size.isPresent()) {
        bytes += key.length() + size.getAsLong();
        entries++;
      }
    }
    return new Usage(bytes, entries);
  }

  private static Usage after(Map<Key, Long> lengths) {
    long bytes = 0;
    long entries = 0;
    for (Map.Entry<Key, Long> write : lengths.entrySet()) {
      if (write.getValue() != ABSENT) {
        bytes += write.getKey().length() + write.getValue();
        entries++;
      }
    }
    return new Usage(bytes, entries);
  }

  /** Engines write what is overwritten anew, so every value counts here, not the growth. */
  private void keepReserve(Map<Key, Long> lengths, String attempt) {
    if (quota.reserve().isEmpty()) {
      return;
    }
    Quota.Reserve reserve = quota.reserve().get();
    long writing = after(lengths).bytes();
    long usable;
    try {
      usable = reserve.usableBytes();
    } catch (UncheckedIOException e) {
      throw new DatastoreException(
          "cannot %s: the free space at %s cannot be told: %s"
              .formatted(attempt, reserve.path(), e.getMessage()),
          e);
    }
    if (writing > usable) {
      throw new NoSpaceException(
          "cannot %s: of the disk of %s, %d bytes are to stay free and %d could be written; make room on it or lower the reserve"
              .formatted(attempt, reserve.path(), reserve.bytes(), Math.max(0, usable)));
    }
  }

  private String describe(Map<Key, Long> lengths) {
    return lengths.size() == 1
        ? "put %s into %s".formatted(lengths.keySet().iterator().next(), delegate())
        : "write %d keys into %s".formatted(lengths.size(), delegate());
  }

  @Override
  public Batch batch() {
    return new CountedBatch(super.batch());
  }

  /** Counts what its writes come to, and is refused whole or not at all. */
  private final class CountedBatch extends ForwardingBatch {
    private final Map<Key, Long> lengths = new HashMap<>();

    CountedBatch(Batch delegate) {
      super(delegate);
    }

    @Override
    public void put(Key key, byte[] value) {
      super.put(key, value);
      lengths.put(key, (long) value.length);
    }

    @Override
    public void delete(Key key) {
      super.delete(key);
      lengths.put(key, ABSENT);
    }

    @Override
    public void commit(Durability durability) {
      try {
        write(lengths, () -> done(() -> super.commit(durability)));
      } catch (DatastoreException e) {
        super.close(); // a batch is used up by its commit, also by one that is refused
        lengths.clear();
        throw e;
      }
    }
  }

  private List<String> scrub(Scrub below) {
    try (KeyLocks.Held all = locks.holdAll()) {
      doubtful = true; // mending may drop entries
      List<String> found = below.scrub();
      recountHeld();
      return found;
    }
  }

  private void deleteRange(RangeDelete below, KeyRange range) {
    try (KeyLocks.Held all = locks.holdAll()) {
      boolean certain = !doubtful;
      doubtful = true;
      Usage gone = usageOf(Query.in(range));
      below.deleteRange(range);
      account.settle(Usage.NONE, Usage.NONE.minus(gone));
      doubtful = !certain;
    }
    account.announce();
  }

  /** Looks whether the condition holds before it asks for room: nothing else writes the key. */
  private final class CountedConditionalWrites implements ConditionalWrites {
    private final ConditionalWrites below;

    CountedConditionalWrites(ConditionalWrites below) {
      this.below = below;
    }

    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      return writeIf(key, value, () -> !has(key), () -> below.putIfAbsent(key, value));
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      return writeIf(
          key,
          value,
          () -> get(key).filter(now -> Arrays.equals(now, expected)).isPresent(),
          () -> below.replace(key, expected, value));
    }

    private boolean writeIf(
        Key key, byte[] value, BooleanSupplier condition, BooleanSupplier write) {
      try (KeyLocks.Held held = locks.hold(key)) {
        if (!condition.getAsBoolean()) {
          return write.getAsBoolean(); // which declines
        }
        return add(Map.of(key, (long) value.length), write);
      } finally {
        account.announce();
      }
    }
  }

  /** Counts what its writes come to, and asks for room when it is committed. */
  private final class CountedTransaction implements Transaction {
    private final Transaction below;
    private final Map<Key, Long> lengths = new HashMap<>();

    CountedTransaction(Transaction below) {
      this.below = below;
    }

    @Override
    public Optional<byte[]> get(Key key) {
      return below.get(key);
    }

    @Override
    public boolean has(Key key) {
      return below.has(key);
    }

    @Override
    public Results query(Query query) {
      return below.query(query);
    }

    @Override
    public void put(Key key, byte[] value) {
      below.put(key, value);
      lengths.put(key, (long) value.length);
    }

    @Override
    public void delete(Key key) {
      below.delete(key);
      lengths.put(key, ABSENT);
    }

    @Override
    public void commit() {
      try {
        write(lengths, () -> done(below::commit));
      } catch (DatastoreException e) {
        below.close(); // a transaction is used up by its commit, also by one that is refused
        lengths.clear();
        throw e;
      }
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
