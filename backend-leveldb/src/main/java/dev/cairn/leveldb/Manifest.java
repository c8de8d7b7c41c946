package dev.cairn.leveldb;

import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.multiformats.Varint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files make up a store: what its manifest says. Other tables in the directory are what a
 * killed process was about to write.
 *
 * <p>A manifest is a log of edits. An edit is a sequence of fields: a tag and what belongs to it,
 * all of it varints and strings with their lengths before them. (LevelDB, db/version_edit.cc.)
 */
final class Manifest {

  private static final int COMPARATOR = 1;
  private static final int LOG_NUMBER = 2;
  private static final int NEXT_FILE_NUMBER = 3;
  private static final int LAST_SEQUENCE = 4;
  private static final int COMPACT_POINTER = 5;
  private static final int DELETED_FILE = 6;
  private static final int NEW_FILE = 7;
  private static final int PREVIOUS_LOG_NUMBER = 9;

  /** The numbers of the tables, and the level of each. */
  private final Map<Long, Long> tables = new TreeMap<>();

  /** The oldest log that counts; 0 where there is none yet. */
  private long log;

  /** The manifest itself; null where the store has none yet. */
  private @Nullable Path file;

  private Manifest() {}

  /**
   * {@return what the manifest of a store says}
   *
   * @throws IOException if it cannot be read ({@code Corruption:})
   */
  static Manifest read(StoreDirectory directory) throws IOException {
    Manifest manifest = new Manifest();
    manifest.file = LogTail.readManifest(directory, manifest::edit).orElse(null);
    return manifest;
  }

  /** {@return the tables of a store, whether they are there or not} */
  List<Path> tables(StoreDirectory directory) {
    return tables.keySet().stream().map(number -> file(directory, number)).toList();
  }

  /**
   * {@return the manifest and the tables of a store, under either name, as far as they are there}
   */
  List<Path> files(StoreDirectory directory) {
    List<Path> files = new ArrayList<>();
    if (file != null) {
      files.add(file);
    }
    for (Path table : tables(directory)) {
      Path newer = table.resolveSibling(StoreFiles.newerName(table));
      if (Files.exists(table)) {
        files.add(table);
      } else if (Files.exists(newer)) {
        files.add(newer);
      }
    }
    return files;
  }

  /**
   * {@return how much lies in each level of a store} Nothing where the manifest cannot be read,
   * which is told elsewhere, or may be because it is being written to.
   */
  static LevelSizes levels(StoreDirectory directory) throws IOException {
    LevelSizes sizes = new LevelSizes();
    try {
      for (Map.Entry<Long, Long> table : read(directory).tables.entrySet()) {
        Path file = file(directory, table.getKey());
        sizes.add(table.getValue(), StoreFiles.sizeOf(file));
      }
      return sizes;
    } catch (IOException e) {
      if (Faults.of(e) == EngineFault.CORRUPT) {
        return sizes;
      }
      throw e;
    }
  }

  /**
   * Checks the manifest of a store, and that the files which it names are there and can be read.
   *
   * @throws IOException if not ({@code Corruption:})
   */
  static void check(StoreDirectory directory) throws IOException {
    Manifest manifest = read(directory);
    for (Path table : manifest.tables(directory)) {
      TableFile.check(directory.requireFile(table.getFileName().toString()));
    }
    if (manifest.log > 0) {
      directory.requireFile(name(manifest.log, "log"));
    }
  }

  private static Path file(StoreDirectory directory, long table) {
    return directory.path().resolve(name(table, "sst"));
  }

  private static String name(long number, String kind) {
    return "%06d.%s".formatted(number, kind);
  }

  private void edit(ByteBuffer fields) {
    while (fields.hasRemaining()) {
      int tag = (int) Varint.read(fields);
      switch (tag) {
        case COMPARATOR -> LogTail.skipString(fields);
        case LOG_NUMBER -> log = Varint.read(fields);
        case NEXT_FILE_NUMBER, LAST_SEQUENCE, PREVIOUS_LOG_NUMBER -> Varint.read(fields);
        case COMPACT_POINTER -> {
          Varint.read(fields); // level
          LogTail.skipString(fields);
        }
        case DELETED_FILE -> {
          Varint.read(fields); // level
          tables.remove(Varint.read(fields));
        }
        case NEW_FILE -> {
          long level = Varint.read(fields);
          tables.put(Varint.read(fields), level);
          Varint.read(fields); // its bytes: the library in Java writes a wrong number
          LogTail.skipString(fields); // its smallest key
          LogTail.skipString(fields); // its largest key
        }
        default -> throw new IllegalArgumentException("it has a field of the unknown kind " + tag);
      }
    }
  }
}
