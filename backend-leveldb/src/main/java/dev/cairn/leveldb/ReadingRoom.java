package dev.cairn.leveldb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.DiskReserve.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A private folder in which LevelDB reads a store, since it cannot read without writing: it turns
 * logs into tables, merges tables, and begins a new manifest. The folder holds links to the store's
 * manifest and its tables, and copies of its logs; in the store itself not a byte changes.
 */
final class ReadingRoom implements AutoCloseable {

  private final ReaderLock lock;
  private final Path folder;
  private final StoreDirectory directory;
  private final DiskReserve reserve;

  private ReadingRoom(ReaderLock lock, Path folder, StoreDirectory directory, DiskReserve reserve) {
    this.lock = lock;
    this.folder = folder;
    this.directory = directory;
    this.reserve = reserve;
  }

  /**
   * {@return a folder for reading a store, among the temporary files of this process} When LevelDB
   * opens it, all merges that are due begin, and all of them have to fit in: a link that is deleted
   * makes no room.
   *
   * @throws dev.cairn.datastore.DatastoreLockedException if another process has the store open for
   *     writing
   * @throws dev.cairn.datastore.NoSpaceException if there is no room for the folder
   */
  static ReadingRoom of(StoreDirectory store, long diskReserve) throws IOException {
    ReaderLock lock = ReaderLock.take(store);
    try {
      Path folder = Files.createTempDirectory("cairn-leveldb-");
      StoreDirectory directory = StoreDirectory.claim(LevelDbDatastore.ENGINE, folder);
      try {
        String what =
            "%s in the folder for temporary files %s".formatted(store, folder.getParent());
        DiskReserve.Space space = DiskReserve.Space.around(folder);
        DiskReserve opening =
            new DiskReserve(
                what,
                diskReserve,
                space,
                () -> Manifest.levels(directory).ofAllMergesWithoutOriginals());
        opening.requireNow(Purpose.OPEN, 2 * StoreFiles.bytesOfLogs(store));
        furnish(store, folder);
        opening.requireNow(Purpose.OPEN, StoreFiles.bytesOfLogs(directory));
        DiskReserve reserve =
            new DiskReserve(
                what, diskReserve, space, () -> Manifest.levels(directory).ofOneMerge());
        return new ReadingRoom(lock, folder, directory, reserve);
      } catch (IOException | RuntimeException e) {
        directory.close();
        DurableFiles.deleteTree(folder);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Links what the manifest in use names, and nothing else: LevelDB would write its next tables
   * through the links of files that have their numbers, which a killed process may have left.
   */
  private static void furnish(StoreDirectory store, Path folder) throws IOException {
    for (Path file : Manifest.read(store).files(store)) {
      link(file, folder);
    }
    copy(store.path().resolve(StoreDirectory.CURRENT), folder);
    for (Path log : StoreFiles.logs(store)) {
      copy(log, folder);
    }
  }

  /** Links a file that can be read: that another cannot would be told by the name of the link. */
  private static void link(Path file, Path folder) throws IOException {
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    try {
      Files.createSymbolicLink(placeOf(file, folder), file);
    } catch (IOException | UnsupportedOperationException e) {
      linkOtherwise(file, folder);
    }
  }

  /** Windows has symbolic links for administrators alone. */
  private static void linkOtherwise(Path file, Path folder) throws IOException {
    try {
      Files.createLink(placeOf(file, folder), file);
    } catch (IOException | UnsupportedOperationException e) {
      copy(file, folder);
    }
  }

  private static Path placeOf(Path file, Path folder) {
    return folder.resolve(StoreFiles.olderName(file));
  }

  /** Copies the bytes alone: what may not be written there may be here. */
  private static void copy(Path file, Path folder) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      Files.copy(bytes, placeOf(file, folder));
    }
  }

  /** {@return the folder, as LevelDB is to open it} */
  StoreDirectory directory() {
    return directory;
  }

  /** {@return the reserve on the folder's disk} Reads make LevelDB merge more, by and by. */
  DiskReserve reserve() {
    return reserve;
  }

  @Override
  public void close() {
    Closing.all(List.<AutoCloseable>of(directory, () -> DurableFiles.deleteTree(folder), lock));
  }
}
