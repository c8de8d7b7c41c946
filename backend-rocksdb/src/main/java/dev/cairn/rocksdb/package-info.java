/**
 * RocksDB as a datastore: for large blocks, for many small records, and for reads from several
 * threads.
 *
 * <p><b>Threads.</b> A {@link dev.cairn.rocksdb.RocksDbDatastore} is used by any number of threads.
 *
 * <p><b>Closing.</b> Closing the store waits for calls in progress, closes open listings, then the
 * database, then all other native handles. A later call, whichever thread makes it, gets {@link
 * dev.cairn.datastore.DatastoreClosedException} and never touches freed memory.
 *
 * <p><b>Errors.</b> The exceptions are those of {@link dev.cairn.datastore}; RocksDB's own, with
 * its status, is the cause.
 *
 * <pre>{@code
 * try (var store = RocksDbDatastore.open(Path.of("blocks"), RocksDbOptions.forBlocks())) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 *   store.sync(Key.ROOT);
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.rocksdb;

import org.jspecify.annotations.NullMarked;
