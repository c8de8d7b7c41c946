package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store whose calls fail as planned, to see what those above make of it.
 *
 * <p>A call that fails does nothing, but for {@link Operation#CLOSE}, which closes and then fails,
 * and for a commit that was to be {@linkplain #tearCommitAt torn}. It may also {@linkplain
 * #fillUpAfter be full}, and {@linkplain #answerStale not see what is new}.
 *
 * <pre>{@code
 * var store = new FaultyDatastore(new MemoryDatastore());
 * store.failAt(Operation.PUT, 3, () -> new NoSpaceException("the disk is full"));
 * }</pre>
 *
 * <p>As safe for many threads as the store below.
 */
public final class FaultyDatastore extends InterceptedDatastore {

  /** What may fail. */
  public enum Operation {
    /** {@link Datastore#get}. */
    GET,
    /** {@link Datastore#getAll}. */
    GET_ALL,
    /** {@link Datastore#has}. */
    HAS,
    /** {@link Datastore#size}. */
    SIZE,
    /** {@link Datastore#put}. */
    PUT,
    /** {@link Datastore#delete}. */
    DELETE,
    /** {@link Datastore#query}. */
    QUERY,
    /** A step of a listing: {@link Results#hasNext()} or {@link Results#next()}. */
    STEP,
    /** {@link Datastore#sync}. */
    SYNC,
    /** {@link Batching#batch}. */
    BATCH,
    /** {@link Batch#put}. */
    BATCH_PUT,
    /** {@link Batch#delete}. */
    BATCH_DELETE,
    /** {@link Batch#commit(Durability)}. */
    COMMIT,
    /** {@link Datastore#close}. */
    CLOSE
  }

  private record Fault(LongPredicate calls, Supplier<? extends DatastoreException> exception) {}

  /** A commit that applies some of its writes and then fails. */
  private record Tear(long commit, int writes, Supplier<? extends DatastoreException> exception) {}

  private final Batching batching;
  private final Map<Operation, AtomicLong> calls = new EnumMap<>(Operation.class);
  private final Map<Operation, List<Fault>> faults = new EnumMap<>(Operation.class);
  private final List<Tear> tears = new CopyOnWriteArrayList<>();

  /** Of commits that were applied. */
  private final List<Fault> late = new CopyOnWriteArrayList<>();

  private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
  private volatile @Nullable Set<Key> stale;

  /**
   * Wraps a store that does not fail yet.
   *
   * @param delegate closed with this one
   */
  public FaultyDatastore(Batching delegate) {
    super(delegate);
    this.batching = delegate;
    for (Operation operation : Operation.values()) {
      calls.put(operation, new AtomicLong());
      faults.put(operation, new CopyOnWriteArrayList<>());
    }
  }

  /**
   * Lets one call fail.
   *
   * @param operation which kind of call
   * @param nth which of them, counted from here on: 1 is the next
   * @param exception makes what the call throws
   */
  public void failAt(
      Operation operation, long nth, Supplier<? extends DatastoreException> exception) {
    checkIsAhead(nth);
    failWhen(operation, call -> call == nth, exception);
  }

  /**
   * Lets all calls fail, until {@link #heal}.
   *
   * @param operation which kind of call
   * @param exception makes what each call throws
   */
  public void failFromNowOn(Operation operation, Supplier<? extends DatastoreException> exception) {
    failWhen(operation, call -> true, exception);
  }

  /**
   * Lets calls fail by a schedule, until {@link #heal}: every third, say, or those that a seeded
   * source of chance picks.
   *
   * @param operation which kind of call
   * @param schedule is given the number of each call, counted from here on: 1 is the next; says
   *     whether it fails
   * @param exception makes what such a call throws
   */
  public void failWhen(
      Operation operation,
      LongPredicate schedule,
      Supplier<? extends DatastoreException> exception) {
    long before = calls(operation);
    faultsOf(operation).add(new Fault(call -> schedule.test(call - before), exception));
  }

  /**
   * Lets one commit apply the first of its writes, one by one, and then fail, as a commit of
   * several steps does when its process dies or its disk is full. As long as one is planned,
   * batches say that they are not {@linkplain Batch#atomic() atomic}.
   *
   * @param nth which commit, counted from here on: 1 is the next
   * @param writes how many of its writes are applied
   * @param exception makes what the commit throws
   */
  public void tearCommitAt(long nth, int writes, Supplier<? extends DatastoreException> exception) {
    checkIsAhead(nth);
    tears.add(new Tear(calls(Operation.COMMIT) + nth, writes, exception));
  }

  /**
   * Lets one commit apply all of its writes and then fail, as a commit does whose writes are made
   * and visible, and cannot be forced to the medium.
   *
   * @param nth which commit, counted from here on: 1 is the next
   * @param exception makes what the commit throws
   */
  public void failAfterCommitAt(long nth, Supplier<? extends DatastoreException> exception) {
    checkIsAhead(nth);
    long failing = calls(Operation.COMMIT) + nth;
    late.add(new Fault(call -> call == failing, exception));
  }

  private static void checkIsAhead(long nth) {
    if (nth < 1) {
      throw new IllegalArgumentException("the next call is number 1; there is no number " + nth);
    }
  }

  /**
   * Lets the disk be full once so many more bytes of keys and values are written: from then on, a
   * put, and a commit with puts that do not fit, fail with {@link NoSpaceException}. Deletes, and
   * batches of deletes alone, are always done; they make no room before {@link #heal}.
   *
   * @param bytes 0 for a disk that is full now
   */
  public void fillUpAfter(long bytes) {
    room.set(bytes);
  }

  /**
   * Lets {@link #has} and {@link #size} answer as they would have until now, whatever is written
   * later, as a cache does that missed it: what is put now is not seen by them, and what is deleted
   * now still is (with the size 0).
   */
  public void answerStale() {
    Set<Key> keys = new HashSet<>();
    try (Results results = delegate().query(Query.all().keysOnly())) {
      results.forEachRemaining(entry -> keys.add(entry.key()));
    }
    stale = keys;
  }

  /** Forgets all that was to fail, makes room, and sees again what is there. */
  public void heal() {
    faults.values().forEach(List::clear);
    tears.clear();
    late.clear();
    room.set(Long.MAX_VALUE);
    stale = null;
  }

  /**
   * {@return how many calls there were, those that failed included}
   *
   * @param operation which kind of call
   */
  public long calls(Operation operation) {
    return counterOf(operation).get();
  }

  private AtomicLong counterOf(Operation operation) {
    return Objects.requireNonNull(calls.get(operation));
  }

  private List<Fault> faultsOf(Operation operation) {
    return Objects.requireNonNull(faults.get(operation));
  }

  /** Counts a call, and returns its number unless it is to fail. */
  private long count(Operation operation) {
    long call = counterOf(operation).incrementAndGet();
    for (Fault fault : faultsOf(operation)) {
      if (fault.calls().test(call)) {
        throw fault.exception().get();
      }
    }
    return call;
  }

  @Override
  void before(Operation operation) {
    count(operation);
  }

  /** Takes room for something, or refuses. */
  private void take(long bytes) {
    long left = room.getAndUpdate(free -> free < bytes ? free : free - bytes);
    if (left < bytes) {
      throw new NoSpaceException(
          "cannot write %d bytes to %s: the disk has room for %d; heal it"
              .formatted(bytes, this, left));
    }
  }

  @Override
  public boolean has(Key key) {
    boolean held = super.has(key);
    Set<Key> seen = stale;
    return seen == null ? held : seen.contains(key);
  }

  @Override
  public OptionalLong size(Key key) {
    OptionalLong size = super.size(key);
    Set<Key> seen = stale;
    if (seen == null) {
      return size;
    }
    return seen.contains(key) ? OptionalLong.of(size.orElse(0)) : OptionalLong.empty();
  }

  @Override
  public void put(Key key, byte[] value) {
    before(Operation.PUT);
    take(key.length() + (long) value.length);
    delegate().put(key, value);
  }

  @Override
  public Batch batch() {
    before(Operation.BATCH);
    return new FaultyBatch(batching.batch());
  }

  /** {@inheritDoc} Where it is to fail, it closes and then fails. */
  @Override
  public void close() {
    delegate().close();
    before(Operation.CLOSE);
  }

  private final class FaultyBatch extends ForwardingBatch {
    private final List<Runnable> writes = new ArrayList<>();
    private long bytes;

    FaultyBatch(Batch batch) {
      super(batch);
    }

    @Override
    public void put(Key key, byte[] value) {
      before(Operation.BATCH_PUT);
      super.put(key, value);
      byte[] copy = value.clone();
      writes.add(() -> delegate().put(key, copy));
      bytes += key.length() + (long) value.length;
    }

    @Override
    public void delete(Key key) {
      before(Operation.BATCH_DELETE);
      super.delete(key);
      writes.add(() -> delegate().delete(key));
    }

    @Override
    public boolean atomic() {
      return tears.isEmpty() && super.atomic();
    }

    @Override
    public void commit(Durability durability) {
      long commit;
      try {
        commit = count(Operation.COMMIT);
        tears.stream().filter(tear -> tear.commit() == commit).findFirst().ifPresent(this::tear);
        if (bytes > 0) {
          take(bytes);
        }
      } catch (DatastoreException e) {
        close(); // a batch whose commit failed is used up
        throw e;
      }
      super.commit(durability);
      failLate(commit);
    }

    private void failLate(long commit) {
      for (Fault fault : late) {
        if (fault.calls().test(commit)) {
          throw fault.exception().get();
        }
      }
    }

    private void tear(Tear tear) {
      writes.stream().limit(tear.writes()).forEach(Runnable::run);
      throw tear.exception().get();
    }
  }
}
