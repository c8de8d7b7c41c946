package dev.cairn.leveldb;

import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.fusesource.leveldbjni.internal.NativeDB;
import org.fusesource.leveldbjni.internal.NativeOptions;

/**
 * Makes what can be read of a damaged store a store again. The library's own repair looks at no
 * checksum; so before, damaged tables are replaced by tables without the damaged blocks, or set
 * aside where nothing can be read, and logs are cut off before what is damaged. The library then
 * turns logs into tables and writes a new manifest. What is replaced or no longer needed lies in
 * {@code lost}.
 */
final class StoreRepair {

  private static final String LOST = "lost";

  private final StoreDirectory directory;
  private final Path lost;
  private final List<String> done = new ArrayList<>();

  private StoreRepair(StoreDirectory directory) {
    this.directory = directory;
    this.lost = directory.path().resolve(LOST);
  }

  /** {@return what was done, a sentence each} No engine may have the store open. */
  static List<String> of(StoreDirectory directory) throws IOException {
    StoreRepair repair = new StoreRepair(directory);
    repair.keepEarlierLosses();
    for (Path table : StoreFiles.tables(directory)) {
      repair.repairTable(table);
    }
    for (Path log : StoreFiles.logs(directory)) {
      repair.repairLog(log);
    }
    DurableFiles.syncDirectory(directory.path());
    repair.rebuild();
    return repair.done;
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
    setAside(table);
    if (sound > 0) {
      Files.move(copy, table);
      done.add(
          "%d damaged blocks were left out of %s, and %d kept; the table as it was is set aside"
              .formatted(damaged.size(), table.getFileName(), sound));
    } else {
      Files.delete(copy);
      done.add("%s was set aside: every block is damaged".formatted(table.getFileName()));
    }
  }

  /** The library sets the log aside itself, under its own name. */
  private void repairLog(Path log) throws IOException {
    LogTail tail = LogTail.readSoundPart(log);
    if (!tail.isDamaged() && !tail.isTorn()) {
      return;
    }
    Files.createDirectories(lost);
    Path copy = lost.resolve(log.getFileName() + ".whole");
    Files.copy(log, copy);
    StoreFiles.force(copy);
    DurableFiles.syncDirectory(lost);
    tail.cut();
    done.add(
        "%s was cut off before %s; the log as it was is set aside"
            .formatted(
                log.getFileName(), tail.isDamaged() ? "what is damaged" : "an unfinished write"));
  }

  private void setAside(Path file) throws IOException {
    Files.createDirectories(lost);
    Files.move(file, lost.resolve(file.getFileName()));
    DurableFiles.syncDirectory(lost);
  }

  private void rebuild() throws IOException {
    List<String> before = setAside();
    NativeDB.repair(directory.path().toFile(), new NativeOptions().paranoidChecks(true));
    DurableFiles.syncDirectory(directory.path());
    for (String file : setAside()) {
      if (!before.contains(file)) {
        done.add("%s was set aside: what it held is in tables now".formatted(file));
      }
    }
    done.add(
        "a new manifest was written over %d tables".formatted(StoreFiles.tables(directory).size()));
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
