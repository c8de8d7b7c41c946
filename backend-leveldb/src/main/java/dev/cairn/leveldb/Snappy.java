package dev.cairn.leveldb;

import dev.cairn.multiformats.Varint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what Snappy has compressed. No more than the index of a table is read so: entries are read
 * by LevelDB itself. (Snappy, format_description.txt.)
 */
final class Snappy {

  private static final int LITERAL = 0;
  private static final int COPY_WITH_ONE_BYTE = 1;
  private static final int COPY_WITH_TWO_BYTES = 2;

  /** Literals of more bytes have their length in 1 to 4 bytes behind the tag. */
  private static final int LONGEST_SHORT_LITERAL = 60;

  private Snappy() {}

  /**
   * {@return the bytes that were compressed}
   *
   * @param compressed from its position to its limit
   * @throws RuntimeException if it cannot be read
   */
  static byte[] decompress(ByteBuffer compressed) {
    ByteBuffer in = compressed.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    byte[] out = new byte[Math.toIntExact(Varint.read(in))];
    int at = 0;
    while (in.hasRemaining()) {
      int tag = Byte.toUnsignedInt(in.get());
      int rest = tag >>> 2;
      switch (tag & 3) {
        case LITERAL -> {
          int length = literalLength(in, rest);
          in.get(out, at, length);
          at += length;
        }
        case COPY_WITH_ONE_BYTE ->
            at = copy(out, at, 4 + (rest & 7), (rest >>> 3) << 8 | Byte.toUnsignedInt(in.get()));
        case COPY_WITH_TWO_BYTES ->
            at = copy(out, at, 1 + rest, Short.toUnsignedInt(in.getShort()));
        default -> at = copy(out, at, 1 + rest, in.getInt());
      }
    }
    if (at != out.length) {
      throw new IllegalArgumentException("it has other than the promised length");
    }
    return out;
  }

  private static int literalLength(ByteBuffer in, int rest) {
    if (rest < LONGEST_SHORT_LITERAL) {
      return rest + 1;
    }
    int length = 0;
    for (int i = 0; i <= rest - LONGEST_SHORT_LITERAL; i++) {
      length |= Byte.toUnsignedInt(in.get()) << (8 * i);
    }
    return length + 1;
  }

  /** Copies byte for byte: what is copied may reach into what is being written. */
  private static int copy(byte[] out, int at, int length, int offset) {
    if (offset <= 0 || offset > at) {
      throw new IllegalArgumentException("it refers to before its beginning");
    }
    for (int i = 0; i < length; i++) {
      out[at + i] = out[at + i - offset];
    }
    return at + length;
  }
}
