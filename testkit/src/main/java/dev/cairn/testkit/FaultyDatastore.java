package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A store whose calls fail as planned, to see what those above make of it.
 *
 * <p>A call that fails does nothing, but for {@link Operation#CLOSE}, which closes and then fails.
 *
 * <pre>{@code
 * var store = new FaultyDatastore(new MemoryDatastore());
 * store.failAt(Operation.PUT, 3, () -> new NoSpaceException("the disk is full"));
 * }</pre>
 *
 * <p>As safe for many threads as the store below.
 */
public final class FaultyDatastore extends ForwardingDatastore {

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

  private record Fault(long first, long last, Supplier<? extends DatastoreException> exception) {
    boolean strikes(long call) {
      return first <= call && call <= last;
    }
  }

  private final Batching batching;
  private final Map<Operation, AtomicLong> calls = new EnumMap<>(Operation.class);
  private final Map<Operation, List<Fault>> faults = new EnumMap<>(Operation.class);

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
    if (nth < 1) {
      throw new IllegalArgumentException("the next call is number 1; there is no number " + nth);
    }
    long call = calls(operation) + nth;
    faultsOf(operation).add(new Fault(call, call, exception));
  }

  /**
   * Lets all calls fail, until {@link #heal}.
   *
   * @param operation which kind of call
   * @param exception makes what each call throws
   */
  public void failFromNowOn(Operation operation, Supplier<? extends DatastoreException> exception) {
    faultsOf(operation).add(new Fault(calls(operation) + 1, Long.MAX_VALUE, exception));
  }

  /** Forgets all that was to fail. */
  public void heal() {
    faults.values().forEach(List::clear);
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

  private void count(Operation operation) {
    long call = counterOf(operation).incrementAndGet();
    for (Fault fault : faultsOf(operation)) {
      if (fault.strikes(call)) {
        throw fault.exception().get();
      }
    }
  }

  @Override
  public Optional<byte[]> get(Key key) {
    count(Operation.GET);
    return super.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    count(Operation.GET_ALL);
    return super.getAll(keys);
  }

  @Override
  public boolean has(Key key) {
    count(Operation.HAS);
    return super.has(key);
  }

  @Override
  public OptionalLong size(Key key) {
    count(Operation.SIZE);
    return super.size(key);
  }

  @Override
  public void put(Key key, byte[] value) {
    count(Operation.PUT);
    super.put(key, value);
  }

  @Override
  public void delete(Key key) {
    count(Operation.DELETE);
    super.delete(key);
  }

  @Override
  public Results query(Query query) {
    count(Operation.QUERY);
    return new FaultyResults(super.query(query));
  }

  @Override
  public void sync(Key prefix) {
    count(Operation.SYNC);
    super.sync(prefix);
  }

  @Override
  public Batch batch() {
    count(Operation.BATCH);
    return new FaultyBatch(batching.batch());
  }

  @Override
  public void close() {
    super.close();
    count(Operation.CLOSE);
  }

  private final class FaultyResults implements Results {
    private final Results results;

    FaultyResults(Results results) {
      this.results = results;
    }

    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      count(Operation.STEP);
      return results.hasNext();
    }

    @Override
    public Entry next() {
      count(Operation.STEP);
      return results.next();
    }

    @Override
    public void close() {
      results.close();
    }
  }

  private final class FaultyBatch implements Batch {
    private final Batch batch;

    FaultyBatch(Batch batch) {
      this.batch = batch;
    }

    @Override
    public void put(Key key, byte[] value) {
      count(Operation.BATCH_PUT);
      batch.put(key, value);
    }

    @Override
    public void delete(Key key) {
      count(Operation.BATCH_DELETE);
      batch.delete(key);
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public boolean atomic() {
      return batch.atomic();
    }

    @Override
    public void commit(Durability durability) {
      try {
        count(Operation.COMMIT);
      } catch (DatastoreException e) {
        batch.close(); // a batch whose commit failed is used up
        throw e;
      }
      batch.commit(durability);
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
