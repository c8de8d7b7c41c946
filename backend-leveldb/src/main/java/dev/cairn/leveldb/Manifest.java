package dev.cairn.leveldb;

import dev.cairn.datastore.engine.LogTail;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

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

  private static final int VARINT_BITS = 63;

  /** The numbers of the tables. */
  private final Set<Long> tables = new TreeSet<>();

  /** The oldest log that counts; 0 where there is none yet. */
  private long log;

  private Manifest() {}

  /**
   * Checks the manifest of a store, and that the files which it names are there and can be read.
   *
   * @throws IOException if not ({@code Corruption:})
   */
  static void check(StoreDirectory directory) throws IOException {
    Manifest manifest = new Manifest();
    try {
      LogTail.readManifest(directory, manifest::edit);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("Corruption: the manifest cannot be read: " + e.getMessage(), e);
    }
    for (long table : manifest.tables) {
      TableFile.check(requireFile(directory, table, "sst"));
    }
    if (manifest.log > 0) {
      requireFile(directory, manifest.log, "log");
    }
  }

  private static Path requireFile(StoreDirectory directory, long number, String kind)
      throws IOException {
    String name = "%06d.%s".formatted(number, kind);
    Path file = directory.path().resolve(name);
    if (!Files.exists(file)) {
      throw new IOException("Corruption: %s: it is missing".formatted(name));
    }
    return file;
  }

  private void edit(ByteBuffer fields) {
    while (fields.hasRemaining()) {
      int tag = (int) varint(fields);
      switch (tag) {
        case COMPARATOR -> skipString(fields);
        case LOG_NUMBER -> log = varint(fields);
        case NEXT_FILE_NUMBER, LAST_SEQUENCE, PREVIOUS_LOG_NUMBER -> varint(fields);
        case COMPACT_POINTER -> {
          varint(fields); // level
          skipString(fields);
        }
        case DELETED_FILE -> {
          varint(fields); // level
          tables.remove(varint(fields));
        }
        case NEW_FILE -> {
          varint(fields); // level
          tables.add(varint(fields));
          varint(fields); // its bytes: the library in Java writes a wrong number
          skipString(fields); // its smallest key
          skipString(fields); // its largest key
        }
        default -> throw new IllegalArgumentException("it has a field of the unknown kind " + tag);
      }
    }
  }

  private static void skipString(ByteBuffer fields) {
    long length = varint(fields);
    fields.position(Math.toIntExact(fields.position() + length));
  }

  static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; shift <= VARINT_BITS; shift += 7) {
      byte next = bytes.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("it has a number of more than 64 bits");
  }
}
