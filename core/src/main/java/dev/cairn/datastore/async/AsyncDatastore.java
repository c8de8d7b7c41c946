package dev.cairn.datastore.async;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Page;
import dev.cairn.datastore.Query;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A datastore whose calls do not wait: each is made on an executor, and answers with a future. With
 * an executor that runs inline, {@code Runnable::run}, the future is complete when the call
 * returns. The executor belongs to the caller, who shuts it down after the store is closed.
 *
 * <p>A call that fails completes its future with the exception that the datastore threw; one that
 * the executor refuses, with a retryable {@link DatastoreException}. No method throws for the
 * store's reasons itself.
 *
 * <p>Work is cancelled by {@linkplain #cancelledBy a token} or by cancelling the future of the
 * call: what has not begun is not begun, and what has begun stops at its next step, as {@link
 * CancellableDatastore} says. No thread is interrupted.
 *
 * <p>Calls are independent of each other: the executor may run a later one first. To have one after
 * another, chain their futures.
 */
public final class AsyncDatastore implements AutoCloseable {

  private final Datastore store;
  private final Executor executor;
  private final CancellationToken token;

  /**
   * Creates the view.
   *
   * @param store what the calls are made on; the view owns it
   * @param executor what runs the calls
   */
  public AsyncDatastore(Datastore store, Executor executor) {
    this(store, executor, CancellationToken.never());
  }

  private AsyncDatastore(Datastore store, Executor executor, CancellationToken token) {
    this.store = store;
    this.executor = executor;
    this.token = token;
  }

  /**
   * {@return this view, of the same store on the same executor, with a token that cancels the calls
   * made through it}
   *
   * @param cancellation asked by the executor's threads
   */
  public AsyncDatastore cancelledBy(CancellationToken cancellation) {
    return new AsyncDatastore(store, executor, token.or(cancellation));
  }

  /**
   * {@return the value of {@code key}, or nothing where the store does not hold it}
   *
   * @param key any key
   */
  public CompletableFuture<Optional<byte[]>> get(Key key) {
    return call(it -> it.get(key));
  }

  /**
   * {@return the values of those {@code keys} that the store holds, in the order asked for}
   *
   * @param keys which values; copied
   */
  public CompletableFuture<Map<Key, byte[]>> getAll(Collection<Key> keys) {
    List<Key> wanted = List.copyOf(keys);
    return call(it -> it.getAll(wanted));
  }

  /**
   * {@return whether the store holds {@code key}}
   *
   * @param key any key
   */
  public CompletableFuture<Boolean> has(Key key) {
    return call(it -> it.has(key));
  }

  /**
   * {@return the number of bytes of the value of {@code key}, or nothing where it is not held}
   *
   * @param key any key
   */
  public CompletableFuture<OptionalLong> size(Key key) {
    return call(it -> it.size(key));
  }

  /**
   * Sets the value of {@code key}.
   *
   * @param key any key
   * @param value copied before this returns
   * @return complete when the value is visible
   */
  public CompletableFuture<Void> put(Key key, byte[] value) {
    byte[] copy = value.clone();
    return run(it -> it.put(key, copy));
  }

  /**
   * Removes {@code key}.
   *
   * @param key any key
   * @return complete when it is gone
   */
  public CompletableFuture<Void> delete(Key key) {
    return run(it -> it.delete(key));
  }

  /**
   * Makes durable what had been written, at {@code prefix} or below it, by the time that the
   * executor begins this.
   *
   * @param prefix the root for everything
   * @return complete when that is durable
   */
  public CompletableFuture<Void> sync(Key prefix) {
    return run(it -> it.sync(prefix));
  }

  /**
   * Fills a batch and commits it; where filling it fails, nothing is written.
   *
   * @param writes fills the batch, on the executor
   * @return complete when the writes are visible; failed with {@link UnsupportedOperationException}
   *     if the store takes no batches
   */
  public CompletableFuture<Void> write(Consumer<Batch> writes) {
    return run(
        it -> {
          try (Batch batch = Datastores.require(it, Batching.class).batch()) {
            writes.accept(batch);
            batch.commit();
          }
        });
  }

  /**
   * {@return a page, as of {@link Datastores#page}}
   *
   * @param query the whole listing
   * @param size how many entries a page has at most, at least 1
   * @param cursor of the page before; none for the first
   */
  public CompletableFuture<Page> page(Query query, int size, Optional<Cursor> cursor) {
    return call(
        it ->
            cursor
                .map(from -> Datastores.page(it, query, size, from))
                .orElseGet(() -> Datastores.page(it, query, size)));
  }

  /**
   * Lists what {@code query} finds, in any order that it asks for, some entries at a time: the next
   * are read when the reader is done with those before, and not earlier. The listing is one, so it
   * shows one moment where the store's results do.
   *
   * @param query what to list
   * @param atOnce how many entries the reader gets at most, at least 1
   * @param reader takes entries, on the executor, and answers with a stage that is complete when it
   *     has done with them; it is never called twice at once
   * @return complete when the reader has done with the last entry; failed if the listing, or the
   *     reader, fails, or is cancelled: then not all was shown
   * @throws IllegalArgumentException if {@code atOnce} is less than 1
   */
  public CompletableFuture<Void> forEach(
      Query query, int atOnce, Function<? super List<Entry>, ? extends CompletionStage<?>> reader) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least 1 entry is read at once, not " + atOnce);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    new Listing(cancellable(done), query, atOnce, reader, work -> execute(work, done), done)
        .start();
    return done;
  }

  /**
   * {@return what {@code task} makes of the store, made on the executor} For all that has no method
   * of its own here, such as a capability.
   *
   * @param task gets the store as one whose calls can be cancelled; what it opens there it closes
   * @param <R> what it makes
   */
  public <R> CompletableFuture<R> call(Function<? super Datastore, ? extends R> task) {
    CompletableFuture<R> done = new CompletableFuture<>();
    execute(() -> done.complete(task.apply(cancellable(done))), done);
    return done;
  }

  private CompletableFuture<Void> run(Consumer<Datastore> task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    execute(
        () -> {
          task.accept(cancellable(done));
          done.complete(null);
        },
        done);
    return done;
  }

  private Datastore cancellable(CompletableFuture<?> done) {
    return new CancellableDatastore(store, token.or(done::isCancelled));
  }

  /** Runs what completes {@code done}, unless that is cancelled first. */
  private void execute(Runnable work, CompletableFuture<?> done) {
    try {
      executor.execute(
          () -> {
            if (done.isDone()) {
              return;
            }
            try {
              work.run();
            } catch (Throwable e) { // whatever it is, somebody waits for it
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(
          new DatastoreException(
              "the executor %s takes no more work for %s; try again when it has less to do"
                  .formatted(executor, store),
              e,
              /* retryable= */ true));
    }
  }

  /**
   * Closes the store, in the calling thread, and waits for the calls in progress; those that have
   * not begun fail. Idempotent.
   */
  @Override
  public void close() {
    store.close();
  }

  /** {@return the view and the store that it stands on} */
  @Override
  public String toString() {
    return "AsyncDatastore(" + store + ")";
  }
}
