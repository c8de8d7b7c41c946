package dev.cairn.repo;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecFindings;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.gc.BlockLinks;
import dev.cairn.gc.Collector;
import dev.cairn.gc.Pins;
import dev.cairn.keystore.OrphanPurge;
import dev.cairn.keystore.PurgeResult;
import dev.cairn.keystore.ResetResult;
import dev.cairn.keystore.ResettableKeystore;
import dev.cairn.links.Links;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.MultiBlockstoreBuilder;
import dev.cairn.mount.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open repository directory. While it is open, no other process and no other part of this one
 * can open it.
 *
 * <p>What it gives out belongs to it and is closed with it. Any number of threads may use it.
 */
public final class Repository implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Repository.class);

  /** The name of the repository's own blockstore among those of {@link #blocks()}. */
  public static final String BLOCKS = "/blocks";

  private static final String VERSION_FILE = "version";

  /** The version of Kubo's layout that this is. */
  private static final String LAYOUT_VERSION = "18\n";

  /** What a killed {@link #init} may have left, which the next one may overwrite. */
  private static final Set<String> FILES_BEFORE_CONFIG =
      Set.of(VERSION_FILE, DiskSpecFile.FILE, RepositoryLock.FILE);

  private final Path directory;
  private final RepositoryLock lock;
  private final Datastore datastore;
  private final MultiBlockstore blocks;
  private final RepositoryMounts mounts;
  private final Pins pins;
  private final Collector collector;
  private final RepositoryKeystore keystores;
  private final ReentrantLock stateLock = new ReentrantLock();
  private @Nullable ResettableKeystore keystore;
  private boolean closed;

  private Repository(
      Path directory,
      RepositoryConfig config,
      DatastoreDrivers drivers,
      RepositoryLock lock,
      Datastore datastore,
      MultiBlockstore blocks) {
    this.directory = directory;
    this.lock = lock;
    this.datastore = datastore;
    this.blocks = blocks;
    this.pins = Pins.on(datastore, blocks, Repository.links());
    this.collector = Collector.of(pins);
    this.mounts = new RepositoryMounts(directory, drivers, blocks, pins, collector);
    this.keystores = new RepositoryKeystore(directory, config, drivers, datastore);
  }

  private static Repository open(
      Path directory, RepositoryLock lock, Function<String, Measurements> measurements) {
    RepositoryConfig config = RepositoryConfig.read(directory);
    DatastoreDrivers drivers = DatastoreDrivers.installed();
    Spec spec = config.datastoreSpec();
    warnOfUnknownFields(drivers.check(spec));
    DiskSpecFile.check(directory, spec.where(), drivers.diskSpec(spec));
    Verification verification = config.hashOnRead() ? Verification.ON_READ : Verification.NONE;
    List<RepositoryMount> mounts = config.mounts();
    FollowerFolder.sweep(directory);
    Datastore datastore =
        new SpecTree(drivers, measurements).open(spec, DriverContext.at(directory));
    List<AutoCloseable> open = new ArrayList<>(List.of(datastore));
    try {
      MultiBlockstoreBuilder builder =
          MultiBlockstore.builder()
              .cache(
                  BLOCKS,
                  DatastoreBlockstore.borrowing(
                      datastore, DatastoreBlockstore.BLOCKS, verification));
      mounts.forEach(mount -> builder.aux(RepositoryMounts.aux(directory, mount, drivers)));
      MultiBlockstore blocks = builder.build();
      open.add(0, blocks);
      return new Repository(directory, config, drivers, lock, datastore, blocks);
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, open);
      throw e;
    }
  }

  /**
   * Makes a new repository, with empty stores laid out by {@code profile}. It exists, whole, once
   * this returns; killed before, it can be made again.
   *
   * @param directory created, with its parents, where it does not exist
   * @param profile which engines to use
   * @throws DatastoreException if there is a repository already, if the directory holds something
   *     else, or if it cannot be written
   * @throws DatastoreLockedException if somebody else is making one there
   */
  public static void init(Path directory, Profile profile) {
    init(directory, RepositoryConfig.of(profile));
  }

  /**
   * Makes a new repository, with empty stores as {@code datastore} describes them; blocks lie in
   * them under {@code /blocks}, and a keystore has stores like the one at {@code /}. It exists,
   * whole, once this returns; killed before, it can be made again.
   *
   * @param directory created, with its parents, where it does not exist
   * @param datastore which stores to use; {@link SpecJson} reads one
   * @throws SpecException if {@link #check(Spec)} finds anything in it, unknown fields included;
   *     nothing is made
   * @throws DatastoreException if there is a repository already, if the directory holds something
   *     else, or if it cannot be written
   * @throws DatastoreLockedException if somebody else is making one there
   */
  public static void init(Path directory, Spec datastore) {
    check(datastore).requireNone();
    init(directory, RepositoryConfig.of(datastore));
  }

  private static void init(Path directory, RepositoryConfig config) {
    SpecValue.Fields diskSpec = DatastoreDrivers.installed().diskSpec(config.datastoreSpec());
    try {
      Files.createDirectories(directory);
      refuseWhatIsThere(directory);
      RepositoryLock lock = RepositoryLock.take(directory);
      try (lock) {
        DurableFiles.write(
            directory.resolve(VERSION_FILE), LAYOUT_VERSION.getBytes(StandardCharsets.UTF_8));
        DiskSpecFile.write(directory, diskSpec);
        config.write(directory);
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot make a repository in " + directory, e);
    }
  }

  /**
   * {@return everything that is wrong with a description: mistakes, and fields that nothing knows}
   * Nothing is opened or made.
   *
   * @param datastore which stores to use; {@link SpecJson} reads one
   */
  public static SpecFindings check(Spec datastore) {
    return DatastoreDrivers.installed().check(datastore);
  }

  /**
   * {@return everything that is wrong with the description in the configuration of a repository,
   * and whether it fits what lies on disk} Nothing is opened, locked or changed.
   *
   * @param directory where a repository was made, by this library or by Kubo
   * @throws SpecException if the configuration has no description that could be checked
   * @throws DatastoreException if there is no repository, or its files cannot be read
   */
  public static SpecFindings check(Path directory) {
    RepositoryConfig.requirePresent(directory);
    Spec spec = RepositoryConfig.read(directory).datastoreSpec();
    SpecFindings findings = check(spec);
    if (!findings.mistakes().isEmpty()) {
      return findings;
    }
    SpecValue.Fields configured = DatastoreDrivers.installed().diskSpec(spec);
    return new SpecFindings(
        DiskSpecFile.problem(directory, spec.where(), configured).stream().toList(),
        findings.unknownFields());
  }

  static void warnOfUnknownFields(SpecFindings findings) {
    findings
        .unknownFields()
        .forEach(problem -> LOGGER.warn("{}; it is kept, and has no effect", problem));
  }

  private static void refuseWhatIsThere(Path directory) throws IOException {
    if (Files.exists(directory.resolve(RepositoryConfig.FILE))) {
      throw new DatastoreException(
          "there is a repository in %s already; open it, or choose another directory"
              .formatted(directory));
    }
    try (Stream<Path> files = Files.list(directory)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> !FILES_BEFORE_CONFIG.contains(name) && !name.endsWith(".tmp"))
          .findAny()
          .ifPresent(
              name -> {
                throw new DatastoreException(
                    "%s holds something else (%s); choose an empty directory for a repository"
                        .formatted(directory, name));
              });
    }
  }

  /**
   * Opens the repository in {@code directory} with the drivers that are installed.
   *
   * <p>Keys that older versions of Kubo left of a keystore in the {@linkplain #datastore()
   * datastore} are deleted first, as {@link OrphanPurge} does it. Where that fails, the repository
   * is opened nevertheless, a warning is logged, and the next opening tries again.
   *
   * @param directory where a repository was made, by this library or by Kubo
   * @return the open repository; the caller closes it
   * @throws DatastoreLockedException if it is open elsewhere, in this process or another
   * @throws SpecException if its configuration is wrong, names an engine that is not there, or does
   *     not fit what lies on disk; fields that nothing knows are kept and warned of. Mounts are no
   *     reason: each is opened by the first question to it, and where it cannot be, that is warned
   *     of, and every question to it fails until it can
   * @throws DatastoreException if there is no repository, or it cannot be opened; nothing stays
   *     open
   */
  public static Repository open(Path directory) {
    return open(directory, name -> Measurements.NONE);
  }

  /**
   * Opens the repository in {@code directory} as {@link #open(Path)} does, and measures the stores
   * that its configuration says to measure.
   *
   * @param directory where a repository was made, by this library or by Kubo
   * @param measurements for each name (the {@code prefix} of a {@code measure}), what takes the
   *     numbers; {@link Measurements#NONE} where nothing does
   * @return the open repository; the caller closes it
   */
  public static Repository open(Path directory, Function<String, Measurements> measurements) {
    return open(directory, measurements, CancellationToken.never());
  }

  /**
   * Opens the repository in {@code directory} as {@link #open(Path, Function)} does, unless it is
   * told to stop.
   *
   * @param directory where a repository was made, by this library or by Kubo
   * @param measurements for each name (the {@code prefix} of a {@code measure}), what takes the
   *     numbers; {@link Measurements#NONE} where nothing does
   * @param cancellation stops what takes long: the deletion of what older versions left, which the
   *     next opening goes on with
   * @return the open repository; the caller closes it
   * @throws CancelledException if it was stopped; nothing stays open
   */
  public static Repository open(
      Path directory, Function<String, Measurements> measurements, CancellationToken cancellation) {
    Repository repository = openLocked(directory, measurements);
    try {
      repository.purgeIfNeeded(cancellation);
      return repository;
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(repository));
      throw e;
    }
  }

  /**
   * Opens the repository in {@code directory} as {@link #open(Path)} does, but leaves what older
   * versions left, so that it can be looked at.
   *
   * @param directory where a repository was made, by this library or by Kubo
   * @return the open repository; the caller closes it
   */
  public static Repository openAsItLies(Path directory) {
    return openLocked(directory, name -> Measurements.NONE);
  }

  private static Repository openLocked(
      Path directory, Function<String, Measurements> measurements) {
    RepositoryConfig.requirePresent(directory);
    RepositoryLock lock = RepositoryLock.take(directory);
    try {
      return open(directory, lock, measurements);
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, List.of(lock));
      throw e;
    }
  }

  private void purgeIfNeeded(CancellationToken cancellation) {
    OrphanPurge purge = OrphanPurge.of(datastore);
    try {
      if (purge.isNeeded()) {
        purge.run(cancellation);
      }
    } catch (CancelledException e) {
      throw e;
    } catch (ReadOnlyDatastoreException e) {
      LOGGER.debug("{} cannot be written, so what older versions left stays", this, e);
    } catch (DatastoreException | UnsupportedOperationException e) {
      LOGGER.warn(
          "the keys that older versions left in {} could not be deleted; the next opening tries"
              + " again",
          this,
          e);
    }
  }

  /**
   * Deletes the keys that older versions of Kubo left of a keystore in the {@linkplain #datastore()
   * datastore}, as opening the repository does.
   *
   * @param cancellation stops it; the next purge goes on with what is left
   * @param progress is told, after each batch, how many keys are deleted so far
   * @return what was done
   * @throws CancelledException if it was stopped
   * @throws DatastoreException if the datastore fails
   */
  public PurgeResult purgeOrphans(CancellationToken cancellation, LongConsumer progress) {
    return OrphanPurge.of(datastore).run(cancellation, progress);
  }

  /** {@return the directory} */
  public Path directory() {
    return directory;
  }

  /**
   * {@return the datastore that the configuration describes; blocks lie in it under {@code
   * /blocks}}
   */
  public Datastore datastore() {
    return datastore;
  }

  /**
   * {@return the blocks: those of this repository, the first mount, and behind them those of the
   * {@linkplain #mounts() mounts} of the configuration}
   */
  public MultiBlockstore blocks() {
    return blocks;
  }

  /** {@return the mounts behind the blocks of this repository, to be listed and changed} */
  public RepositoryMounts mounts() {
    return mounts;
  }

  /** {@return which blocks are kept when others are {@linkplain #collector() collected}} */
  public Pins pins() {
    return pins;
  }

  /** {@return what deletes, of the repository's own blocks, those that no pin keeps} */
  public Collector collector() {
    return collector;
  }

  /** The links that a repository follows, looked up at the first use: most commands need none. */
  private static BlockLinks links() {
    return BlockLinks.of(cid -> Links.standard().isLeaf(cid), block -> Links.standard().of(block));
  }

  /**
   * {@return the keystore, opened at the first call}
   *
   * @throws DatastoreException if it cannot be opened
   */
  public ResettableKeystore keystore() {
    stateLock.lock();
    try {
      checkOpen();
      if (keystore == null) {
        keystore = keystores.open();
      }
      return keystore;
    } finally {
      stateLock.unlock();
    }
  }

  /**
   * Moves the keystore that Kubo left in the repository to Cairn's own layout, and deletes Kubo's.
   * Where it fails or dies on the way, it can be done again.
   *
   * @return what was done
   * @throws DatastoreException if there is no keystore of Kubo's, if {@link #keystore()} was called
   *     already, or if one of both cannot be read or written
   */
  public ResetResult importKuboKeystore() {
    return withUnusedKeystore("import the keystore of Kubo", keystores::importKubo);
  }

  /**
   * Deletes the keystore with all its generations, of whichever layout, and what older versions
   * left of one. The next {@link #keystore()} begins empty.
   *
   * @param cancellation stops the deletion of what older versions left
   * @return the bytes of the files that were freed
   * @throws CancelledException if it was stopped; it can be done again
   * @throws DatastoreException if {@link #keystore()} was called already, or something cannot be
   *     deleted
   */
  public long deleteKeystore(CancellationToken cancellation) {
    return withUnusedKeystore(
        "delete the keystore",
        () -> {
          long freed = keystores.delete();
          return freed + purgeOrphans(cancellation, keys -> {}).bytesFreed().orElse(0);
        });
  }

  private <T> T withUnusedKeystore(String what, Supplier<T> work) {
    stateLock.lock();
    try {
      checkOpen();
      if (keystore != null) {
        throw new DatastoreException(
            "cannot %s in %s: the keystore is in use; open the repository anew, and do this first"
                .formatted(what, directory));
      }
      return work.get();
    } finally {
      stateLock.unlock();
    }
  }

  /**
   * {@return one of the datastores of the repository, to be looked at; the caller closes it} While
   * it is open, the {@link #keystore()} is not to be used.
   *
   * @param instance which one
   * @throws DatastoreException if there is none, or it cannot be opened; nothing stays open
   */
  public Datastore inspect(DatastoreInstance instance) {
    return keystores.inspect(instance);
  }

  private void checkOpen() {
    if (closed) {
      throw new DatastoreClosedException("the repository " + directory + " is closed");
    }
  }

  /** Closes the stores and lets go of the lock. Idempotent. */
  @Override
  public void close() {
    List<AutoCloseable> open = new ArrayList<>();
    stateLock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (keystore != null) {
        open.add(keystore);
      }
    } finally {
      stateLock.unlock();
    }
    open.add(collector);
    open.add(mounts::close);
    open.add(pins);
    open.add(blocks);
    open.add(datastore);
    open.add(lock);
    Closing.all(open);
  }

  @Override
  public String toString() {
    return "repository " + directory;
  }
}
