/**
 * LevelDB as a datastore: small, quick to open, and good at what Kubo uses it for, many small
 * records that one process reads and writes.
 *
 * <p>Two libraries read and write the same directories: the native one, and, where that has no
 * binary for the platform, one in pure Java that the class path has to offer; {@link
 * dev.cairn.leveldb.LevelDbOptions.Driver} says how one is chosen.
 *
 * <p><b>Threads.</b> A {@link dev.cairn.leveldb.LevelDbDatastore} is used by any number of threads.
 *
 * <p><b>Closing.</b> Closing the store waits for calls in progress, closes open listings, then the
 * database, then all other native handles. A later call, whichever thread makes it, gets {@link
 * dev.cairn.datastore.DatastoreClosedException} and never touches freed memory.
 *
 * <p><b>Files.</b> A store may be {@linkplain dev.cairn.leveldb.LevelDbDatastore#openReadOnly read}
 * where nothing can be written, {@linkplain dev.cairn.leveldb.LevelDbAdoption adopted} from Kubo,
 * and {@linkplain dev.cairn.leveldb.LevelDbDatastore#repair repaired}. {@link
 * dev.cairn.datastore.Check} reads every byte of it.
 *
 * <p><b>Errors.</b> The exceptions are those of {@link dev.cairn.datastore}; the library's own is
 * the cause.
 *
 * <pre>{@code
 * try (var store = LevelDbDatastore.open(Path.of("datastore"), LevelDbOptions.defaults())) {
 *   store.put(Key.of("/greeting"), "hello".getBytes(UTF_8));
 *   store.sync(Key.ROOT);
 * }
 * }</pre>
 */
@NullMarked
package dev.cairn.leveldb;

import org.jspecify.annotations.NullMarked;
