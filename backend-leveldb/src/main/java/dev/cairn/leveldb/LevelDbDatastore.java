package dev.cairn.leveldb;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.UnsupportedPlatformException;
import dev.cairn.datastore.engine.EngineDatastore;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.DiskReserve.Purpose;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A datastore in a LevelDB directory. Batches are atomic; a listing shows the store as it was when
 * it was asked for. LevelDB cannot tell the size of a value without reading it, so {@link #has} and
 * {@link #size} cost as much as {@link #get}.
 *
 * <p>It has snapshots, transactions and conditional writes, and looks for damage in every byte;
 * with the native driver it also compacts. A batch or put that is synced has everything before it
 * synced as well. Writes are refused while there is still room on the disk: {@link
 * LevelDbOptions.Builder#diskReserve}.
 */
public final class LevelDbDatastore extends EngineDatastore {

  private static final Logger log = LoggerFactory.getLogger(LevelDbDatastore.class);

  static final String ENGINE = "LevelDB";

  private final LevelDbEngine engine;
  private final LevelDbOptions options;
  private final Driver driver;

  private LevelDbDatastore(
      StoreDirectory directory, LevelDbEngine engine, LevelDbOptions options, Driver driver) {
    super(directory, engine);
    this.engine = engine;
    this.options = options;
    this.driver = driver;
  }

  /**
   * Opens the store in a directory for reading and writing; where there is none it is created, with
   * the directory and its parents.
   *
   * <p>Before that, what LevelDB would not see is checked, unless the options {@linkplain
   * LevelDbOptions.Builder#trustStorage trust the storage}: the manifest, the indexes of all tables
   * and the logs. A write in which a process was killed is cut off; anything else is damage.
   *
   * @param path the directory, in the default file system
   * @param options how it is tuned
   * @return the store, to be closed by the caller
   * @throws DatastoreLockedException if this process or another one has it open
   * @throws CorruptDataException if its files are damaged
   * @throws NoSpaceException if its disk has not enough room left
   * @throws UnsupportedPlatformException if the wanted driver, or any, cannot work here
   * @throws DatastoreException if it cannot be opened for another reason; nothing stays open
   */
  public static LevelDbDatastore open(Path path, LevelDbOptions options) {
    StoreDirectory directory = StoreDirectory.claim(ENGINE, path);
    return directory.open(() -> openToWrite(directory, options), Faults::of);
  }

  /**
   * Opens the store in a directory for reading alone: writes are refused, and nothing in the
   * directory is changed, so it may be one that cannot be written. It may hold tables named {@code
   * .ldb}, too.
   *
   * <p>LevelDB itself cannot read without writing. So it works in a private folder among the
   * temporary files ({@code java.io.tmpdir}), which has links to the tables and copies of the logs,
   * and which is deleted when the store is closed. There it needs room for the logs twice, for what
   * LevelDB has yet to merge and for a quarter of the {@linkplain LevelDbOptions#diskReserve
   * reserve}; as it merges tables that are read often, it may come to need as much as the store
   * has. A killed process leaves the folder, {@code cairn-leveldb-} and a number.
   *
   * <p>Any number of readers may have the store open, in any number of processes; meanwhile no
   * other process opens it for writing, except goleveldb, which does not see the lock.
   *
   * @param path the directory, in the default file system; the store has to exist
   * @param options how it is tuned
   * @return the store, to be closed by the caller
   * @throws DatastoreLockedException if this process or another one has it open for writing
   * @throws CorruptDataException if its files are damaged
   * @throws NoSpaceException if there is not enough room for temporary files
   * @throws UnsupportedPlatformException if the wanted driver, or any, cannot work here
   * @throws DatastoreException if it cannot be opened for another reason; nothing stays open
   */
  public static LevelDbDatastore openReadOnly(Path path, LevelDbOptions options) {
    StoreDirectory directory = StoreDirectory.claimForSharedReading(ENGINE, path);
    return directory.open(() -> openToRead(directory, options), Faults::of);
  }

  private static LevelDbDatastore openToRead(StoreDirectory directory, LevelDbOptions options)
      throws IOException {
    StoreFiles.refuseOtherEngines(directory);
    StoreFiles.refuseGoleveldb(directory);
    Driver driver = Drivers.choose(options.driver());
    ReadingRoom room = ReadingRoom.of(directory, options.diskReserve());
    try {
      LevelDbEngine engine = engine(driver, room.directory(), options);
      return opened(directory, new ReadingEngine(engine, room), options, driver);
    } catch (IOException | RuntimeException e) {
      room.close();
      throw e;
    }
  }

  private static LevelDbDatastore openToWrite(StoreDirectory directory, LevelDbOptions options)
      throws IOException {
    StoreFiles.check(directory);
    Driver driver = Drivers.choose(options.driver());
    requireRoomToOpen(directory, options);
    return opened(directory, engine(driver, directory, options), options, driver);
  }

  private static void requireRoomToOpen(StoreDirectory directory, LevelDbOptions options)
      throws IOException {
    DiskReserve.of(directory, options.diskReserve(), () -> Manifest.levels(directory).ofOneMerge())
        .requireNow(Purpose.OPEN, StoreFiles.bytesOfLogs(directory));
  }

  private static LevelDbEngine engine(
      Driver driver, StoreDirectory directory, LevelDbOptions options) throws IOException {
    if (!options.trustsStorage()) {
      StoreFiles.verify(directory, options.paranoidChecks());
    }
    return driver == Driver.NATIVE
        ? NativeEngine.open(directory, options)
        : JavaEngine.open(directory, options);
  }

  private static LevelDbDatastore opened(
      StoreDirectory directory, LevelDbEngine engine, LevelDbOptions options, Driver driver) {
    if (driver == options.driver()) {
      log.debug("opened {} with the driver {}", directory, driver);
    } else {
      log.info("opened {} with the driver {}, chosen for this platform", directory, driver);
    }
    return new LevelDbDatastore(directory, engine, options, driver);
  }

  /**
   * Makes what can still be read of a damaged store a store again. What is damaged is lost: where a
   * later value of a key was, an earlier one may show, or a key that was deleted. So the last
   * resort, after a copy from elsewhere.
   *
   * <p>Damaged blocks are left out of tables, logs become tables up to what is damaged in them, and
   * the manifest is made anew from the tables, of which those no longer in use may come back. Then
   * all tables are merged into new ones, so that of what is there the latest value of each key
   * shows; that needs as much room again as tables and logs take. Every damaged file, log and
   * manifest that this replaces is kept in the folder {@code lost} in the directory, a damaged one
   * with {@code .whole} behind its name; it may be deleted once nobody wants it. A store without
   * damage loses nothing.
   *
   * @param path the directory, in the default file system
   * @param options the driver must not be {@link Driver#PURE_JAVA}, which cannot do this; the rest
   *     counts as for a store that is opened
   * @return what was done, a sentence each
   * @throws DatastoreLockedException if this process or another one has it open
   * @throws NoSpaceException if its disk has not enough room left
   * @throws UnsupportedPlatformException if the native driver cannot work here
   * @throws DatastoreException if there is nothing to repair, or it fails for another reason
   */
  public static List<String> repair(Path path, LevelDbOptions options) {
    if (options.driver() == Driver.PURE_JAVA) {
      throw new DatastoreException(
          "cannot repair %s with LevelDB in Java, which has no repair; use Driver.NATIVE"
              .formatted(path));
    }
    Drivers.choose(Driver.NATIVE);
    if (!Files.isDirectory(path)) {
      throw new DatastoreException("cannot repair %s: there is no such directory".formatted(path));
    }
    try (StoreDirectory directory = StoreDirectory.claim(ENGINE, path)) {
      return directory.open(() -> repair(directory, options), Faults::of);
    }
  }

  private static List<String> repair(StoreDirectory directory, LevelDbOptions options)
      throws Exception {
    StoreFiles.check(directory);
    if (StoreFiles.tables(directory).isEmpty() && StoreFiles.logs(directory).isEmpty()) {
      throw new DatastoreException(
          "cannot repair %s: neither a table nor a log is there".formatted(directory));
    }
    List<String> done = new ArrayList<>();
    if (!directory.runUnlessLocked(() -> done.addAll(StoreRepair.of(directory, options)))) {
      throw new DatastoreLockedException(
          "cannot repair %s: another process has it open; close it there first"
              .formatted(directory));
    }
    done.add(StoreRepair.mergeTables(directory, options));
    log.info("repaired {}: {}", directory, done);
    return done;
  }

  /** {@return the options that the store was opened with} */
  public LevelDbOptions options() {
    return options;
  }

  /** {@return the library at work: never {@link Driver#AUTO}} */
  public Driver driver() {
    return driver;
  }

  /**
   * {@return about how many bytes of the store's tables the keys of a range take, compressed as
   * they are} What lies in the log alone does not count. Empty with {@link Driver#PURE_JAVA}.
   *
   * @param range the keys
   * @throws DatastoreClosedException if the store is closed
   */
  public OptionalLong approximateSize(KeyRange range) {
    return onEngine(
        "estimate the size of " + range,
        () -> range.isEmpty() ? OptionalLong.of(0) : engine.approximateSize(range));
  }

  /**
   * {@return what LevelDB says of itself} Empty where it does not know the name, and with {@link
   * Driver#PURE_JAVA}.
   *
   * @param name {@code leveldb.stats} for a table of levels and compactions, {@code
   *     leveldb.sstables} for a list of tables, {@code leveldb.num-files-at-level0} to {@code 6}
   *     for their number
   * @throws DatastoreClosedException if the store is closed
   */
  public Optional<String> property(String name) {
    return onEngine("read " + name, () -> engine.property(name));
  }
}
