/**
 * The vocabulary of Cairn: hierarchical {@link dev.cairn.datastore.Key keys} that map to bytes.
 *
 * <p>A {@link dev.cairn.datastore.Datastore} holds the pairs; engines implement it, wrappers
 * decorate it, mounts compose several. What a store can do beyond the dozen common calls is asked
 * for with {@link dev.cairn.datastore.Datastore#capability}.
 *
 * <p><b>Threads.</b> Every datastore may be used by any number of threads at once. A {@link
 * dev.cairn.datastore.Results} or {@link dev.cairn.datastore.Batch} is used by one thread at a
 * time; closing either from another thread is safe.
 *
 * <p><b>Closing.</b> Everything that is opened is {@link AutoCloseable}; closing is idempotent;
 * closing a store closes what it handed out; a later call gets {@link
 * dev.cairn.datastore.DatastoreClosedException}.
 *
 * <p><b>Bytes.</b> An array handed in is not kept; an array handed out is the caller's.
 *
 * <pre>{@code
 * try (var store = new MemoryDatastore()) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 *   Optional<byte[]> value = store.get(Key.of("/greeting"));
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.datastore;

import org.jspecify.annotations.NullMarked;
