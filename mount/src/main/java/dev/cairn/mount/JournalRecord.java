package dev.cairn.mount;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.multiformats.Varint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a batch; the format is told in {@link BatchJournal}.
 *
 * @param parts for each store, what is written to it
 */
record JournalRecord(List<Part> parts) {

  private static final byte[] MAGIC = {'C', 'M', 'B', 1};

  private static final int CHECKSUM = Integer.BYTES;

  /**
   * What is written to one store.
   *
   * @param point where it is mounted
   * @param size how many writes
   * @param operations these, in the names of the store
   */
  record Part(Key point, int size, Iterable<Operation> operations) {}

  static JournalRecord of(List<BatchPart> parts) {
    return new JournalRecord(
        parts.stream()
            .map(it -> new Part(it.mounted().prefix(), it.size(), it.operations()))
            .toList());
  }

  /** Returns how many bytes the record takes. */
  long length() {
    long length = (long) MAGIC.length + Varint.length(parts.size()) + CHECKSUM;
    for (Part part : parts) {
      length += lengthOf(part.point) + Varint.length(part.size);
      for (Operation operation : part.operations) {
        byte[] value = operation.value();
        length += lengthOf(operation.key());
        length += value == null ? 1 : Varint.length(value.length + 1L) + value.length;
      }
    }
    return length;
  }

  private static long lengthOf(Key key) {
    return (long) Varint.length(key.length()) + key.length();
  }

  /** Returns the bytes, of a record whose {@link #length()} an array can have. */
  byte[] encode() {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length()));
    buffer.put(MAGIC);
    Varint.write(parts.size(), buffer);
    for (Part part : parts) {
      write(part.point, buffer);
      Varint.write(part.size, buffer);
      for (Operation operation : part.operations) {
        byte[] value = operation.value();
        write(operation.key(), buffer);
        Varint.write(value == null ? 0 : value.length + 1L, buffer);
        buffer.put(value == null ? new byte[0] : value);
      }
    }
    buffer.putInt(checksum(buffer.array(), buffer.position()));
    return buffer.array();
  }

  private static void write(Key key, ByteBuffer buffer) {
    Varint.write(key.length(), buffer);
    buffer.put(key.bytesWithoutCopy());
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  /**
   * Returns the record of some bytes.
   *
   * @param where they were read, in words
   * @throws CorruptDataException if they are none
   */
  static JournalRecord decode(byte[] bytes, String where) {
    int end = bytes.length - CHECKSUM;
    if (end < MAGIC.length
        || ByteBuffer.wrap(bytes, end, CHECKSUM).getInt() != checksum(bytes, end)) {
      throw damaged(where, "its checksum does not fit", null);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, end);
    if (!buffer.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      throw damaged(where, "it is of another kind or version", null);
    }
    try {
      return read(buffer.position(MAGIC.length));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(where, String.valueOf(e.getMessage()), e);
    }
  }

  private static JournalRecord read(ByteBuffer buffer) {
    List<Part> parts = new ArrayList<>();
    for (long left = Varint.read(buffer); left > 0; left--) {
      Key point = readKey(buffer);
      List<Operation> operations = new ArrayList<>();
      for (long writes = Varint.read(buffer); writes > 0; writes--) {
        Key key = readKey(buffer);
        long value = Varint.read(buffer);
        operations.add(new Operation(key, value == 0 ? null : take(value - 1, buffer)));
      }
      parts.add(new Part(point, operations.size(), operations));
    }
    if (buffer.hasRemaining()) {
      throw new IllegalArgumentException("%d bytes follow its end".formatted(buffer.remaining()));
    }
    return new JournalRecord(parts);
  }

  private static Key readKey(ByteBuffer buffer) {
    return Key.ofStoredWithoutCopy(take(Varint.read(buffer), buffer));
  }

  private static byte[] take(long length, ByteBuffer buffer) {
    if (length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[(int) length];
    buffer.get(bytes);
    return bytes;
  }

  private static CorruptDataException damaged(String where, String why, @Nullable Throwable cause) {
    return new CorruptDataException(
        "the journal of a batch, %s, cannot be read: %s; a batch across the mounts may be half"
                .formatted(where, why)
            + " applied: restore it from a copy, or remove it to go on without that batch",
        cause);
  }
}
