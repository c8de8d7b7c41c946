package dev.cairn.leveldb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What has to be known of the names of LevelDB's files. */
final class StoreFiles {

  /** By the number that the name is, without regard to leading zeros. */
  private static final Comparator<Path> BY_NUMBER =
      Comparator.comparingLong(
          file -> Long.parseLong(file.getFileName().toString().replace(".log", "")));

  private StoreFiles() {}

  /**
   * Refuses directories that are not to be written to: another engine's, a newer LevelDB's that was
   * not adopted, and one that goleveldb has open.
   *
   * @throws DatastoreException if it is one
   */
  static void check(StoreDirectory directory) throws IOException {
    refuseOtherEngines(directory);
    if (Files.exists(directory.path().resolve(LevelDbAdoption.MARKER))) {
      throw new DatastoreException(
          "cannot open %s: its adoption, or its return, was begun and not finished; call LevelDbAdoption.adopt, or giveBack, once more"
              .formatted(directory));
    }
    if (!directory.files("[0-9]*.ldb").isEmpty()) {
      throw new DatastoreException(
          ("cannot open %s: its tables are named .ldb, as goleveldb and newer LevelDBs do, and this"
                  + " library knows .sst alone; close every program that uses it, then let"
                  + " LevelDbAdoption.adopt rename them, or open it for reading alone")
              .formatted(directory));
    }
    refuseGoleveldb(directory);
  }

  /**
   * Refuses what another engine wrote.
   *
   * @throws DatastoreException if one did
   */
  static void refuseOtherEngines(StoreDirectory directory) throws IOException {
    if (!directory.files("OPTIONS-*").isEmpty()) {
      throw new DatastoreException(
          "cannot open %s: the files there are not LevelDB's (there is an OPTIONS file, as RocksDB writes); open it with the engine that wrote it"
              .formatted(directory));
    }
  }

  /**
   * Refuses a store that goleveldb has open, as far as the kernel tells: its lock is of a kind that
   * neither library sees.
   *
   * @throws DatastoreLockedException if it has
   */
  static void refuseGoleveldb(StoreDirectory directory) {
    Optional<KernelLocks.Lock> lock =
        KernelLocks.heldByAnother(directory.path().resolve(StoreDirectory.LOCK));
    if (lock.isPresent() && lock.get().isFlock()) {
      throw new DatastoreLockedException(
          "cannot open %s: %s has it open; close it there first".formatted(directory, lock.get()));
    }
  }

  /** {@return the tables of a store, under either name} */
  static List<Path> tables(StoreDirectory directory) throws IOException {
    return directory.files("[0-9]*.{sst,ldb}");
  }

  /** {@return the name of a file as the libraries know it} */
  static String olderName(Path file) {
    return file.getFileName().toString().replace(".ldb", ".sst");
  }

  /** {@return the name of a table as goleveldb and newer LevelDBs know it} */
  static String newerName(Path table) {
    return table.getFileName().toString().replace(".sst", ".ldb");
  }

  /** {@return the logs of a store, the oldest first} */
  static List<Path> logs(StoreDirectory directory) throws IOException {
    List<Path> logs = directory.files("[0-9]*.log");
    logs.sort(BY_NUMBER);
    return logs;
  }

  /** {@return the size of all logs together: as much may become tables when a store is opened} */
  static long bytesOfLogs(StoreDirectory directory) throws IOException {
    return bytesOf(logs(directory));
  }

  /** {@return the size of files together} */
  static long bytesOf(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += sizeOf(file);
    }
    return bytes;
  }

  /** {@return the size of a file; 0 where it is gone} */
  static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /**
   * Looks for damage that the libraries would not see, and cuts off the writes that logs end in the
   * middle of. Leaves a store alone that another process has open: it cannot be opened anyway.
   *
   * @param isStrict whether an unfinished write is damage, too
   * @throws IOException if there is damage ({@code Corruption:})
   */
  static void verify(StoreDirectory directory, boolean isStrict) throws IOException {
    directory.runUnlessLocked(
        () -> {
          Manifest.check(directory);
          for (LogTail tail : LogTail.tornLogsOf(directory)) {
            if (isStrict) {
              throw EngineFault.damage(
                  tail.file(), "its last write is unfinished, and paranoid checks are on");
            }
            tail.cut();
          }
        });
  }

  /** Forces a log. One that is gone has become a table, which LevelDB forced before. */
  static void force(Path log) throws IOException {
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.force(/* metaData= */ true);
    } catch (NoSuchFileException e) {
      // See above.
    }
  }
}
