/**
 * Calls on a datastore that do not wait, and calls that can be cancelled.
 *
 * <p>{@link dev.cairn.datastore.async.AsyncDatastore} makes every call on an executor of the
 * caller's and answers with a {@link java.util.concurrent.CompletableFuture}; it starts no thread.
 * {@link dev.cairn.datastore.async.CancellableDatastore} is a view of a datastore whose work stops,
 * between two steps, when a {@link dev.cairn.datastore.CancellationToken} says so.
 *
 * <p><b>Threads.</b> Both may be used by any number of threads at once. No lock is held while a
 * store works; how many calls work at once is the executor's choice, and one with virtual threads
 * does well.
 *
 * <p><b>Closing.</b> Both close the store that they stand on. What was asked and has not begun by
 * then fails with {@link dev.cairn.datastore.DatastoreClosedException}.
 *
 * <pre>{@code
 * AsyncDatastore async = new AsyncDatastore(store, executor);
 * async.get(Key.of("/greeting")).thenAccept(value -> show(value));
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore.async;

import org.jspecify.annotations.NullMarked;
