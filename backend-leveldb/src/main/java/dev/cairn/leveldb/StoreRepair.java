package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.DiskReserve.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeOptions;

/**
 * Makes what can be read of a damaged store a store again. The library's own repair looks at no
 * checksum; so before, damaged tables are replaced by tables without the damaged blocks, or set
 * aside where nothing can be read, and logs are cut off before what is damaged. The library then
 * turns logs into tables and writes a new manifest, with every table at level 0, where it takes the
 * one with the greatest number for the newest, which it need not be; so in the end all tables are
 * merged, by the age of each entry. What is replaced or no longer needed lies in {@code lost}.
 */
final class StoreRepair {

  private static final String LOST = "lost";

  private final StoreDirectory directory;
  private final LevelDbOptions options;
  private final Path lost;
  private final List<String> done = new ArrayList<>();

  private StoreRepair(StoreDirectory directory, LevelDbOptions options) {
    this.directory = directory;
    this.options = options;
    this.lost = directory.path().resolve(LOST);
  }

  /**
   * Repairs a store, which is to be locked for this process, and open in no engine.
   *
   * @return what was done, a sentence each
   * @throws dev.cairn.datastore.NoSpaceException if its disk has not enough room left; it can be
   *     repaired again when there is
   */
  static List<String> of(StoreDirectory directory, LevelDbOptions options) throws IOException {
    StoreRepair repair = new StoreRepair(directory, options);
    repair.requireRoom();
    repair.keepEarlierLosses();
    for (Path table : StoreFiles.tables(directory)) {
      repair.repairTable(table);
    }
    for (Path log : StoreFiles.logs(directory)) {
      repair.repairLog(log);
    }
    DurableFiles.syncDirectory(directory.path());
    repair.requireRoom();
    repair.rebuild();
    return repair.done;
  }

  /** Sees to it that logs may become tables, and all tables be merged while the old ones stay. */
  private void requireRoom() throws IOException {
    long bytes =
        StoreFiles.bytesOfLogs(directory) + StoreFiles.bytesOf(StoreFiles.tables(directory));
    DiskReserve.of(directory, options.diskReserve(), () -> 0).requireNow(Purpose.REPAIR, bytes);
  }

  /** The library would write over files of the same names. */
  private void keepEarlierLosses() throws IOException {
    if (!Files.exists(lost)) {
      return;
    }
    int number = 1;
    while (Files.exists(directory.path().resolve(LOST + "-" + number))) {
      number++;
    }
    Files.move(lost, directory.path().resolve(LOST + "-" + number));
    done.add("what an earlier repair set aside is now in %s-%d".formatted(LOST, number));
  }

  private void repairTable(Path table) throws IOException {
    List<TableBlock> damaged;
    try {
      damaged = TableFile.damagedBlocks(table);
    } catch (IOException e) {
      if (!isOfTheMedium(e)) {
        throw e;
      }
      setAside(table);
      done.add("%s was set aside: %s".formatted(table.getFileName(), e.getMessage()));
      return;
    }
    if (damaged.isEmpty()) {
      return;
    }
    Path copy = table.resolveSibling(table.getFileName() + ".tmp");
    Files.deleteIfExists(copy);
    int sound = TableFile.copySoundBlocks(table, copy);
    if (sound > 0) {
      keepWhole(table);
      Files.move(copy, table, StandardCopyOption.ATOMIC_MOVE);
      done.add(
          "%d damaged blocks were left out of %s, and %d kept; the table as it was is set aside"
              .formatted(damaged.size(), table.getFileName(), sound));
    } else {
      Files.delete(copy);
      setAside(table);
      done.add("%s was set aside: every block is damaged".formatted(table.getFileName()));
    }
  }

  /** The library sets the log aside itself, under its own name. */
  private void repairLog(Path log) throws IOException {
    LogTail tail = LogTail.readSoundPart(log);
    if (!tail.isDamaged() && !tail.isTorn()) {
      return;
    }
    copyWhole(log, placeOfWhole(log));
    DurableFiles.syncDirectory(lost);
    tail.cut();
    done.add(
        "%s was cut off before %s; the log as it was is set aside"
            .formatted(
                log.getFileName(), tail.isDamaged() ? "what is damaged" : "an unfinished write"));
  }

  /**
   * {@return whether what a file cannot be read for is damage} Where the process may not read it,
   * or has too many files open, the file may be sound.
   */
  private static boolean isOfTheMedium(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return EngineFault.ofSystemMessage(message) == EngineFault.CORRUPT
        || message.contains("Input/output error");
  }

  /** Keeps a table that is about to be replaced: at no moment it is in neither place. */
  private void keepWhole(Path table) throws IOException {
    Path whole = placeOfWhole(table);
    try {
      Files.createLink(whole, table);
    } catch (IOException | UnsupportedOperationException e) {
      copyWhole(table, whole);
    }
    DurableFiles.syncDirectory(lost);
  }

  private static void copyWhole(Path file, Path whole) throws IOException {
    Files.copy(file, whole);
    StoreFiles.force(whole);
  }

  private void setAside(Path file) throws IOException {
    Files.move(file, placeOfWhole(file));
    DurableFiles.syncDirectory(lost);
  }

  /** Not the file's own name: the library would write over it with what it sets aside itself. */
  private Path placeOfWhole(Path file) throws IOException {
    Files.createDirectories(lost);
    DurableFiles.syncDirectory(directory.path());
    return lost.resolve(file.getFileName() + ".whole");
  }

  private void rebuild() throws IOException {
    List<String> before = setAside();
    NativeDB.repair(directory.path().toFile(), new NativeOptions().paranoidChecks(true));
    DurableFiles.syncDirectory(directory.path());
    for (String file : setAside()) {
      if (!before.contains(file)) {
        done.add("%s was set aside".formatted(file));
      }
    }
    done.add(
        "a new manifest was written over %d tables".formatted(StoreFiles.tables(directory).size()));
  }

  /**
   * Merges all tables of a store that was repaired; before, reads may show earlier values.
   *
   * @return what was done, a sentence
   * @throws dev.cairn.datastore.NoSpaceException if its disk has not enough room left; it can be
   *     repaired again when there is
   */
  static String mergeTables(StoreDirectory directory, LevelDbOptions options) throws Exception {
    new StoreRepair(directory, options).requireRoom();
    NativeEngine engine = NativeEngine.open(directory, options.toBuilder().diskReserve(0).build());
    try {
      engine.compact(KeyRange.ALL);
    } finally {
      engine.close();
    }
    return "its tables were merged into %d".formatted(StoreFiles.tables(directory).size());
  }

  private List<String> setAside() throws IOException {
    if (!Files.exists(lost)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(lost)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
