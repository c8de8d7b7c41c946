package dev.cairn.testkit;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.DurableFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** The file of the able store: its entries, each with a checksum that nobody looks at by itself. */
final class TableFile {

  private static final String NAME = "table";
  private static final long NEVER = Long.MAX_VALUE;

  private TableFile() {}

  /** An entry in the file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Saved(Key key, byte[] value, int checksum, Optional<Instant> expiration) {}

  static int checksum(Key key, byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(key.toBytes());
    crc.update(value);
    return (int) crc.getValue();
  }

  private static int checksum(long time) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, time));
    return (int) crc.getValue();
  }

  static List<Saved> load(Path directory) {
    List<Saved> entries = new ArrayList<>();
    Set<Key> keys = new HashSet<>();
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      return entries;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      while (in.available() > 0) {
        Key key = Key.ofStored(in.readNBytes(checkedLength(in)));
        if (!keys.add(key)) {
          throw new IOException(key + " stands there twice");
        }
        byte[] value = in.readNBytes(checkedLength(in));
        int checksum = in.readInt();
        long time = in.readLong();
        if (in.readInt() != checksum(time)) {
          throw new IOException("a time of expiry that is none");
        }
        entries.add(
            new Saved(
                key,
                value,
                checksum,
                time == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time))));
      }
      return entries;
    } catch (IOException | RuntimeException e) {
      throw new CorruptDataException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private static int checkedLength(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a length of " + length);
    }
    return length;
  }

  static void save(Path directory, List<Saved> entries) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes)) {
      for (Saved entry : entries) {
        out.writeInt(entry.key().length());
        out.write(entry.key().toBytes());
        out.writeInt(entry.value().length);
        out.write(entry.value());
        out.writeInt(entry.checksum());
        long time = entry.expiration().map(Instant::toEpochMilli).orElse(NEVER);
        out.writeLong(time);
        out.writeInt(checksum(time));
      }
      DurableFiles.write(directory.resolve(NAME), bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a directory that {@code saving} makes in the place of another. */
  static void replace(Path directory, Consumer<Path> saving) {
    try {
      DurableFiles.deleteTree(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    saving.accept(directory);
  }
}
