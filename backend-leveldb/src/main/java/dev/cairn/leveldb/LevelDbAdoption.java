package dev.cairn.leveldb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.IoFailures;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes over a directory that goleveldb (Kubo's) or a newer LevelDB wrote, and gives it back.
 *
 * <p>Those name their tables {@code NUMBER.ldb}; the libraries here know {@code NUMBER.sst} alone.
 * The tables are the same, so adopting a directory is renaming them. The other programs read both
 * names, also after this one has written, so that giving back is needed only by who relies on the
 * names. What they write themselves is named {@code .ldb} again: then the directory is adopted
 * again. Reading alone needs no adoption: {@link LevelDbDatastore#openReadOnly}.
 *
 * <p>Both ways survive a crash: a file {@value #MARKER} in the directory says that one was begun;
 * as long as it is there the store is not opened for writing, and calling either method again
 * finishes it.
 *
 * <p><b>Other programs.</b> Both ways are refused where a process has the store open, as far as
 * that can be known: by the locks of Kubo's {@code repo.lock} beside the directory and of the
 * {@code LOCK} in it. goleveldb's lock is not seen by other libraries; Linux tells of it in {@code
 * /proc/locks}, though not for every file system (btrfs has other numbers there), nor for processes
 * beyond this container. <b>Elsewhere whoever calls this has to have stopped the other program.</b>
 * It must not be started before the store is closed and, where that is wanted, given back.
 */
public final class LevelDbAdoption {

  /** The file that says that an adoption, or its return, is under way. */
  static final String MARKER = "cairn-adoption";

  private static final String NEWER = "ldb";
  private static final String OLDER = "sst";

  private LevelDbAdoption() {}

  /**
   * Renames the tables of a store so that it can be opened here. One that needs it not stays as it
   * is.
   *
   * @param path the directory of the store
   * @return how many tables were renamed
   * @throws DatastoreLockedException if a process has the store open
   * @throws DatastoreException if there is no store, or the files cannot be renamed
   */
  public static int adopt(Path path) {
    return rename(path, "adopt", NEWER, OLDER);
  }

  /**
   * Renames the tables of a store as newer programs would have named them. Until it is adopted
   * again it is not opened here.
   *
   * @param path the directory of the store
   * @return how many tables were renamed
   * @throws DatastoreLockedException if a process has the store open
   * @throws DatastoreException if there is no store, or the files cannot be renamed
   */
  public static int giveBack(Path path) {
    return rename(path, "give back", OLDER, NEWER);
  }

  private static int rename(Path path, String attempt, String from, String to) {
    if (!Files.exists(path.resolve(StoreDirectory.CURRENT))) {
      throw new DatastoreException(
          "cannot %s %s: no LevelDB store is there".formatted(attempt, path));
    }
    try (StoreDirectory directory = StoreDirectory.claim(LevelDbDatastore.ENGINE, path)) {
      StoreFiles.refuseOtherEngines(directory);
      refuseInUse(directory, attempt);
      List<Path> tables = directory.files("[0-9]*." + from);
      boolean isFree =
          directory.runUnlessLocked(() -> rename(directory, tables, attempt, from, to));
      if (!isFree) {
        throw inUse(directory, attempt, "its LOCK", "another process");
      }
      return tables.size();
    } catch (IOException e) {
      throw IoFailures.wrap("cannot %s %s".formatted(attempt, path), e);
    }
  }

  private static void refuseInUse(StoreDirectory directory, String attempt) {
    for (Path file :
        List.of(
            directory.path().resolveSibling("repo.lock"),
            directory.path().resolve(StoreDirectory.LOCK))) {
      Optional<KernelLocks.Lock> lock = KernelLocks.heldByAnother(file);
      if (lock.isPresent()) {
        throw inUse(directory, attempt, file.toString(), lock.get().toString());
      }
    }
  }

  private static DatastoreLockedException inUse(
      StoreDirectory directory, String attempt, String file, String holder) {
    return new DatastoreLockedException(
        "cannot %s %s: %s is locked by %s; stop it first"
            .formatted(attempt, directory, file, holder));
  }

  private static void rename(
      StoreDirectory directory, List<Path> tables, String attempt, String from, String to)
      throws IOException {
    for (Path table : tables) {
      if (Files.exists(renamed(table, from, to))) {
        throw new DatastoreException(
            "cannot %s %s: it has both %s and %s; nothing is renamed, find out which one belongs there"
                .formatted(
                    attempt,
                    directory,
                    table.getFileName(),
                    renamed(table, from, to).getFileName()));
      }
    }
    Path marker = directory.path().resolve(MARKER);
    if (tables.isEmpty() && !Files.exists(marker)) {
      return;
    }
    DurableFiles.write(marker, (attempt + "\n").getBytes(StandardCharsets.UTF_8));
    for (Path table : tables) {
      Files.move(table, renamed(table, from, to));
    }
    DurableFiles.syncDirectory(directory.path());
    Files.delete(marker);
    DurableFiles.syncDirectory(directory.path());
  }

  private static Path renamed(Path table, String from, String to) {
    String name = table.getFileName().toString();
    return table.resolveSibling(name.substring(0, name.length() - from.length()) + to);
  }
}
