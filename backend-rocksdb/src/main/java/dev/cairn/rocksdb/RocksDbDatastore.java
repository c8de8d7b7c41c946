package dev.cairn.rocksdb;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.UnsupportedPlatformException;
import dev.cairn.datastore.engine.StoreDirectory;
import java.nio.file.Path;

/**
 * A datastore in a RocksDB directory. Batches are atomic; a listing shows the store as it was when
 * it was asked for; {@link #has} and {@link #size} copy no value; {@link #getAll} fetches many keys
 * in one call.
 *
 * <p>Its capabilities: {@link dev.cairn.datastore.Snapshots}, {@link
 * dev.cairn.datastore.Transactions}, {@link dev.cairn.datastore.ConditionalWrites}, {@link
 * dev.cairn.datastore.RangeDelete}, {@link dev.cairn.datastore.BulkLoad} (tables written beside the
 * others and taken in by renaming), {@link dev.cairn.datastore.View} (a value is copied once, out
 * of the heap), {@link dev.cairn.datastore.Checkpoint} (tables are linked where the target is on
 * the same file system), {@link dev.cairn.datastore.Compaction}, {@link dev.cairn.datastore.Check}
 * and {@link dev.cairn.datastore.DiskUsage}. A store that is open for reading alone has those that
 * read, apart from checkpoints: RocksDB's leave out what lies in a log, where they cannot empty it.
 *
 * <p>After a full disk RocksDB takes writes again by itself, some seconds after there is room for a
 * write buffer of the {@linkplain RocksDbOptions#writeBufferSize() options}, or once the store is
 * opened again. Until then writes and {@link #sync} are refused, and everything can be read.
 */
public final class RocksDbDatastore extends RocksDbStore {

  private RocksDbDatastore(StoreDirectory directory, RocksEngine engine, RocksDbOptions options) {
    super(directory, engine, options);
  }

  /**
   * Opens the store in a directory for reading and writing; where there is none it is created, with
   * the directory and its parents.
   *
   * @param path the directory, in the default file system
   * @param options how it is tuned
   * @return the store, to be closed by the caller
   * @throws DatastoreLockedException if this process or another one has it open
   * @throws CorruptDataException if its files are damaged
   * @throws UnsupportedPlatformException if RocksDB's native library cannot be loaded
   * @throws DatastoreException if it cannot be opened for another reason; nothing stays open
   */
  public static RocksDbDatastore open(Path path, RocksDbOptions options) {
    StoreDirectory directory = StoreDirectory.claim(ENGINE, path);
    return open(directory, options, handles -> RocksPrimary.open(directory, handles, options));
  }

  /**
   * Opens the store in a directory for reading alone, as it is now: what another process writes
   * meanwhile is not seen. Writes are refused, and nothing in the directory is changed, which need
   * not be writable. There may be several such stores at once.
   *
   * @param path the directory, in the default file system; the store has to exist
   * @param options how it is tuned
   * @return the store, to be closed by the caller
   * @throws DatastoreLockedException if this process has it open for writing; another one may
   * @throws CorruptDataException if its files are damaged
   * @throws UnsupportedPlatformException if RocksDB's native library cannot be loaded
   * @throws DatastoreException if it cannot be opened for another reason; nothing stays open
   */
  public static RocksDbDatastore openReadOnly(Path path, RocksDbOptions options) {
    StoreDirectory directory = StoreDirectory.claimForSharedReading(ENGINE, path);
    return open(directory, options, handles -> RocksReader.open(directory, handles));
  }

  /**
   * Opens the store in a directory for reading beside the one that writes to it, in this process or
   * another; it can catch up with that again and again. The logs, which the writer is at work on,
   * are not looked through for damage first.
   *
   * @param primary the directory of the store, which has to exist and is not written to
   * @param own a directory of the secondary's own, for RocksDB's log; created where it does not
   *     exist, with its parents
   * @param options how it is tuned
   * @return the store as it is now, to be closed by the caller
   * @throws DatastoreLockedException if this process uses the secondary's own directory already
   * @throws CorruptDataException if the files are damaged
   * @throws UnsupportedPlatformException if RocksDB's native library cannot be loaded
   * @throws DatastoreException if it cannot be opened for another reason; nothing stays open
   */
  public static RocksDbSecondary openSecondary(Path primary, Path own, RocksDbOptions options) {
    return RocksDbSecondary.open(primary, own, options);
  }

  private static RocksDbDatastore open(
      StoreDirectory directory,
      RocksDbOptions options,
      RocksEngine.Opening<? extends RocksEngine> opening) {
    RocksEngine engine =
        directory.open(() -> RocksEngine.open(directory, options, opening), RocksFaults::of);
    return new RocksDbDatastore(directory, engine, options);
  }
}
