package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.wrapper.ForwardingBatch;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Knows what a store has handed out and nobody has closed, and where that was opened: results,
 * batches, transactions, bulk loads and snapshots.
 *
 * <p>A batch, a transaction and a load count as closed once they are committed; everything does
 * once the store is.
 *
 * <pre>{@code
 * var store = new LeakTrackingDatastore(new MemoryDatastore());
 * // ... what is under test uses the store ...
 * store.assertNothingOpen(); // else names the line that opened what is open
 * }</pre>
 *
 * <p>As safe for many threads as the store below.
 */
public final class LeakTrackingDatastore extends ForwardingDatastore {

  private final OpenHandles handles;

  /**
   * Watches a store from now on.
   *
   * @param delegate the store below, closed with this one
   */
  public LeakTrackingDatastore(Datastore delegate) {
    this(delegate, new OpenHandles());
  }

  private LeakTrackingDatastore(Datastore delegate, OpenHandles handles) {
    super(delegate);
    this.handles = handles;
  }

  /** {@return how many things are open} */
  public int open() {
    return handles.count();
  }

  /**
   * Passes where everything that the store handed out is closed.
   *
   * @throws AssertionError if something is open; it says what, and at which line of which test that
   *     was opened, with the whole stack of each opening as a suppressed exception
   */
  public void assertNothingOpen() {
    handles.assertNone(delegate());
  }

  @Override
  public Results query(Query query) {
    Results results = delegate().query(query);
    return new TrackedResults(results, handles.opened("results of " + query));
  }

  @Override
  public Batch batch() {
    return new TrackedBatch(super.batch(), handles.opened("a batch"));
  }

  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    if (below instanceof Snapshots snapshots && ability == Snapshots.class) {
      Snapshots tracked = () -> snapshot(snapshots);
      return Optional.of(ability.cast(tracked));
    }
    if (below instanceof Transactions transactions && ability == Transactions.class) {
      Transactions tracked =
          () ->
              new TrackedTransaction(
                  transactions.begin(), handles, handles.opened("a transaction"));
      return Optional.of(ability.cast(tracked));
    }
    if (below instanceof BulkLoad loads && ability == BulkLoad.class) {
      BulkLoad tracked = () -> new TrackedLoader(loads.bulkLoad(), handles.opened("a bulk load"));
      return Optional.of(ability.cast(tracked));
    }
    return Optional.of(below);
  }

  /** Returns a snapshot that is a handle itself, and what it hands out is one of the same store. */
  private Datastore snapshot(Snapshots snapshots) {
    LeakTrackingDatastore tracked = new LeakTrackingDatastore(snapshots.snapshot(), handles);
    OpenHandles.Handle handle = handles.opened("a snapshot");
    return new ForwardingDatastore(tracked) {
      @Override
      protected <T> Optional<T> adapt(Class<T> ability, T below) {
        return Optional.of(below);
      }

      @Override
      public void close() {
        tracked.delegate().close();
        handle.close();
      }

      @Override
      public String toString() {
        return tracked.toString();
      }
    };
  }

  /** {@inheritDoc} What the store had handed out counts as closed. */
  @Override
  public void close() {
    super.close();
    handles.forget();
  }

  /** {@return the name of the store below} */
  @Override
  public String toString() {
    return delegate().toString();
  }

  /** Passes every call on, so that what the store below makes of it stays under test. */
  private record TrackedResults(Results results, OpenHandles.Handle handle) implements Results {

    @Override
    public Query query() {
      return results.query();
    }

    @Override
    public boolean hasNext() {
      return results.hasNext();
    }

    @Override
    public Entry next() {
      return results.next();
    }

    @Override
    public void forEachRemaining(Consumer<? super Entry> action) {
      results.forEachRemaining(action);
    }

    @Override
    public Stream<Entry> stream() {
      return results.stream().onClose(handle::close);
    }

    @Override
    public List<Entry> toList() {
      List<Entry> all = results.toList();
      handle.close();
      return all;
    }

    @Override
    public void close() {
      results.close();
      handle.close();
    }
  }

  private static final class TrackedBatch extends ForwardingBatch {
    private final OpenHandles.Handle handle;

    TrackedBatch(Batch batch, OpenHandles.Handle handle) {
      super(batch);
      this.handle = handle;
    }

    @Override
    public void commit(Durability durability) {
      super.commit(durability);
      handle.close();
    }

    @Override
    public void close() {
      super.close();
      handle.close();
    }
  }

  private record TrackedTransaction(
      Transaction transaction, OpenHandles handles, OpenHandles.Handle handle)
      implements Transaction {

    @Override
    public Optional<byte[]> get(Key key) {
      return transaction.get(key);
    }

    @Override
    public boolean has(Key key) {
      return transaction.has(key);
    }

    @Override
    public Results query(Query query) {
      return new TrackedResults(
          transaction.query(query), handles.opened("results of " + query + " in a transaction"));
    }

    @Override
    public void put(Key key, byte[] value) {
      transaction.put(key, value);
    }

    @Override
    public void delete(Key key) {
      transaction.delete(key);
    }

    @Override
    public void commit() {
      transaction.commit();
      handle.close();
    }

    @Override
    public void close() {
      transaction.close();
      handle.close();
    }
  }

  private record TrackedLoader(BulkLoad.Loader loader, OpenHandles.Handle handle)
      implements BulkLoad.Loader {

    @Override
    public void add(Key key, byte[] value) {
      loader.add(key, value);
    }

    @Override
    public void commit() {
      loader.commit();
      handle.close();
    }

    @Override
    public void close() {
      loader.close();
      handle.close();
    }
  }
}
