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
 * <p><b>Opening.</b> For writing by one at a time; {@linkplain
 * dev.cairn.rocksdb.RocksDbDatastore#openReadOnly for reading} by any number, also while another
 * process writes, of a directory that need not be writable; and as a {@linkplain
 * dev.cairn.rocksdb.RocksDbSecondary secondary}, which follows a writer.
 *
 * <p><b>Memory</b> is bounded: by the {@linkplain dev.cairn.rocksdb.RocksDbOptions options} of each
 * store, or by {@link dev.cairn.rocksdb.RocksDbResources} that several share.
 *
 * <p><b>The native library</b> is unpacked from RocksDB's jar once for each user, into {@code
 * cairn-rocksdb-<user>} in the folder of temporary files, or into the folder that the system
 * property {@code cairn.rocksdb.libraries} names. Where the environment variable {@code
 * ROCKSDB_SHAREDLIB_DIR} is set, or {@code java.library.path} holds the library, it is not.
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
