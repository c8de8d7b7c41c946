package dev.cairn.datastore.engine;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which an embedded engine keeps a store, claimed within this process until it is
 * closed. Engines lock their directory against other processes, but not all of them against this
 * one: the locks of POSIX belong to a process, and closing any descriptor of the lock file lets go
 * of them.
 */
public final class StoreDirectory implements AutoCloseable {

  /** The file that LevelDB and RocksDB have in every store: it names the manifest in use. */
  public static final String CURRENT = "CURRENT";

  /** The file that both lock. */
  public static final String LOCK = "LOCK";

  /** How many readers share a directory, or {@link #ALONE}. */
  private static final ConcurrentMap<Path, Integer> CLAIMED = new ConcurrentHashMap<>();

  private static final int ALONE = -1;

  /** Within a process, locks of files meet each other with exceptions, and end with each other. */
  private static final ReentrantLock LOOKING = new ReentrantLock();

  private final String engine;
  private final Path path;
  private final Claim claim;
  private final AtomicBoolean givenUp = new AtomicBoolean();

  private StoreDirectory(String engine, Path path, Claim claim) {
    this.engine = engine;
    this.path = path;
    this.claim = claim;
  }

  /** What a store has of a directory, as far as this process goes. */
  private enum Claim {
    WRITING,
    READING,
    READING_WITH_OTHER_READERS,
    READING_WITH_WHOMEVER;

    /** Returns whether the directory could be had. */
    boolean take(Path path) {
      return switch (this) {
        case WRITING, READING -> CLAIMED.putIfAbsent(path, ALONE) == null;
        case READING_WITH_OTHER_READERS ->
            CLAIMED.merge(path, 1, (held, one) -> held == ALONE ? ALONE : held + one) != ALONE;
        case READING_WITH_WHOMEVER -> true;
      };
    }

    void giveUp(Path path) {
      if (this != READING_WITH_WHOMEVER) {
        CLAIMED.computeIfPresent(path, (same, held) -> held <= 1 ? null : held - 1);
      }
    }
  }

  /**
   * Claims a directory for reading and writing; it is created, with its parents, where it does not
   * exist.
   *
   * @param engine the engine's name for messages, such as {@code LevelDB}
   * @param path the directory, in the default file system
   * @return the claim, to be closed by the caller
   * @throws DatastoreLockedException if a store in this process has the directory
   * @throws DatastoreException if it is no directory or cannot be created
   */
  public static StoreDirectory claim(String engine, Path path) {
    checkFileSystem(engine, path);
    try {
      create(path.toAbsolutePath());
    } catch (IOException e) {
      throw EngineFault.ofSystemMessage(e.toString())
          .exception("cannot create the directory %s for %s".formatted(path, engine), e);
    }
    return claim(engine, path, Claim.WRITING);
  }

  /** Creates directories whose names are on the medium before anything lies in them. */
  static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Path parent = path.getParent();
    if (parent != null) {
      create(parent);
    }
    Files.createDirectories(path);
    DurableFiles.syncDirectory(parent);
  }

  /**
   * Claims the directory of a store that exists, for reading alone.
   *
   * @param engine the engine's name for messages, such as {@code LevelDB}
   * @param path the directory, in the default file system
   * @return the claim, to be closed by the caller
   * @throws DatastoreLockedException if a store in this process has the directory
   * @throws DatastoreException if there is no store
   */
  public static StoreDirectory claimForReading(String engine, Path path) {
    return claimExisting(engine, path, Claim.READING);
  }

  /**
   * Claims the directory of a store that exists, for reading alone, together with others that claim
   * it so: for an engine that lets them.
   *
   * @param engine the engine's name for messages, such as {@code RocksDB}
   * @param path the directory, in the default file system
   * @return the claim, to be closed by the caller
   * @throws DatastoreLockedException if a store in this process has the directory for itself
   * @throws DatastoreException if there is no store
   */
  public static StoreDirectory claimForSharedReading(String engine, Path path) {
    return claimExisting(engine, path, Claim.READING_WITH_OTHER_READERS);
  }

  /**
   * Finds the directory of a store that exists, for reading alone beside whoever writes to it, in
   * this process or another: for an engine that follows a writer.
   *
   * @param engine the engine's name for messages, such as {@code RocksDB}
   * @param path the directory, in the default file system
   * @return the directory, of which nothing is claimed, to be closed by the caller
   * @throws DatastoreException if there is no store
   */
  public static StoreDirectory besideWriter(String engine, Path path) {
    return claimExisting(engine, path, Claim.READING_WITH_WHOMEVER);
  }

  private static StoreDirectory claimExisting(String engine, Path path, Claim claim) {
    checkFileSystem(engine, path);
    if (!Files.exists(path.resolve(CURRENT))) {
      throw new DatastoreException(
          "cannot open %s for reading: no %s store is there; open it for writing to create one"
              .formatted(path, engine));
    }
    return claim(engine, path, claim);
  }

  private static StoreDirectory claim(String engine, Path path, Claim claim) {
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      throw EngineFault.ofSystemMessage(e.toString())
          .exception("cannot open %s for %s".formatted(path, engine), e);
    }
    if (!claim.take(real)) {
      throw new DatastoreLockedException(
          "cannot open %s for %s: this process has it open already; close it there first"
              .formatted(path, engine));
    }
    return new StoreDirectory(engine, real, claim);
  }

  private static void checkFileSystem(String engine, Path path) {
    if (path.getFileSystem() != FileSystems.getDefault()) {
      throw new DatastoreException(
          "cannot open %s for %s: it needs a directory of the default file system"
              .formatted(path.toUri(), engine));
    }
  }

  /**
   * Opens the engine in this directory; where that fails the claim is given up.
   *
   * @param <T> what is opened
   * @param opening opens the engine, and leaves nothing open where it fails
   * @param diagnosis what a failure of the engine means
   * @return what was opened
   * @throws DatastoreException if it cannot be opened
   */
  public <T> T open(Callable<T> opening, Function<Exception, EngineFault> diagnosis) {
    try {
      return opening.call();
    } catch (DatastoreException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw diagnosis.apply(e).exception("cannot open " + this, e);
    }
  }

  /** {@return the real path, absolute and without links} */
  public Path path() {
    return path;
  }

  /** {@return whether the store is open for reading alone} */
  public boolean isReadOnly() {
    return claim != Claim.WRITING;
  }

  /**
   * {@return the files whose names match}
   *
   * @param glob a pattern as of {@link Files#newDirectoryStream(Path, String)}, such as {@code
   *     *.log}
   * @throws IOException if the directory cannot be read
   */
  public List<Path> files(String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(path, glob)) {
      stream.forEach(files::add);
    }
    return files;
  }

  /**
   * {@return a file of the store}
   *
   * @param name its name
   * @throws IOException if it is not there ({@code Corruption:})
   */
  public Path requireFile(String name) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file)) {
      throw EngineFault.damage(file, "it is missing");
    }
    return file;
  }

  /**
   * Runs a task while no other process has the store open for writing, and where this one has
   * claimed it alone, not for reading either. Where there is no lock to take, since there is no
   * store yet or the directory cannot be written, it is run without one. Beside a writer it is not
   * run: looking for the lock could take it from a writer in this process.
   *
   * @param task what to run
   * @return whether it was run: not where somebody else has the lock
   * @throws IOException if the task fails
   */
  public boolean runUnlessLocked(IoTask task) throws IOException {
    if (claim == Claim.READING_WITH_WHOMEVER) {
      return false;
    }
    boolean isShared = claim == Claim.READING_WITH_OTHER_READERS;
    LOOKING.lock();
    try (FileChannel lockFile = openLock(isShared);
        FileLock lock = lockFile == null ? null : lockFile.tryLock(0, Long.MAX_VALUE, isShared)) {
      if (lockFile != null && lock == null) {
        return false;
      }
      task.run();
      return true;
    } finally {
      LOOKING.unlock();
    }
  }

  private @Nullable FileChannel openLock(boolean isShared) {
    try {
      return FileChannel.open(
          path.resolve(LOCK), isShared ? StandardOpenOption.READ : StandardOpenOption.WRITE);
    } catch (IOException e) {
      return null;
    }
  }

  /** A task that may fail on files. */
  @FunctionalInterface
  public interface IoTask {

    /**
     * Does it.
     *
     * @throws IOException if it fails
     */
    void run() throws IOException;
  }

  /** Gives up the claim. Idempotent. */
  @Override
  public void close() {
    if (givenUp.compareAndSet(false, true)) {
      claim.giveUp(path);
    }
  }

  /** {@return the store in words, such as {@code the LevelDB store at /data}} */
  @Override
  public String toString() {
    return "the %s store at %s".formatted(engine, path);
  }
}
