package dev.cairn.multiformats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * The unsigned varint of multiformats: seven bits a byte, least significant first, the high bit set
 * on all bytes but the last.
 *
 * <p>Values are 0 to {@link Long#MAX_VALUE}, at most nine bytes, and only the shortest form is
 * valid; so {@link #length(long)} of a value that was read is also the number of bytes that it was
 * read from. The format is that of <a
 * href="https://github.com/multiformats/unsigned-varint">multiformats/unsigned-varint</a>.
 */
public final class Varint {
  /** The number of bytes of the longest varint. */
  public static final int MAX_LENGTH = 9;

  /** What {@link #read(InputStream)} returns when the stream ended before the first byte. */
  public static final long END_OF_STREAM = -1;

  private static final String WHAT = "varint";
  private static final int BITS = 7;
  private static final long LOW_BITS = 0x7f;
  private static final int MORE = 0x80;

  private Varint() {}

  /**
   * {@return the number of bytes that a value takes, 1 to {@value #MAX_LENGTH}}
   *
   * @param value not negative
   * @throws MultiformatException if the value is negative
   */
  public static int length(long value) {
    requireUnsigned(value);
    int significantBits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
    return (significantBits + BITS - 1) / BITS;
  }

  /**
   * {@return the bytes of a value}
   *
   * @param value not negative
   * @throws MultiformatException if the value is negative
   */
  public static byte[] encode(long value) {
    byte[] bytes = new byte[length(value)];
    write(value, bytes, 0);
    return bytes;
  }

  /**
   * Writes a value into an array.
   *
   * @param value not negative
   * @param destination written from the offset on
   * @param offset index of the first byte
   * @return the number of bytes written
   * @throws MultiformatException if the value is negative
   * @throws IndexOutOfBoundsException if the value does not fit at the offset; nothing is written
   *     then
   */
  public static int write(long value, byte[] destination, int offset) {
    int length = length(value);
    Objects.checkFromIndexSize(offset, length, destination.length);
    long rest = value;
    int last = offset + length - 1;
    for (int i = offset; i < last; i++) {
      destination[i] = (byte) ((rest & LOW_BITS) | MORE);
      rest >>>= BITS;
    }
    destination[last] = (byte) rest;
    return length;
  }

  /**
   * Writes a value at the position of a buffer, which moves past it.
   *
   * @param value not negative
   * @param destination written from the offset on
   * @return the number of bytes written
   * @throws MultiformatException if the value is negative
   * @throws java.nio.BufferOverflowException if fewer bytes remain; the position may have moved
   */
  public static int write(long value, ByteBuffer destination) {
    requireUnsigned(value);
    int length = 1;
    long rest = value;
    while (rest > LOW_BITS) {
      destination.put((byte) ((rest & LOW_BITS) | MORE));
      rest >>>= BITS;
      length++;
    }
    destination.put((byte) rest);
    return length;
  }

  /**
   * {@return the value that starts at an offset} {@link #length(long)} tells how many bytes it
   * took.
   *
   * @param source not kept
   * @param offset index of the first byte
   * @throws MultiformatException if the bytes there are no canonical varint, or the array ends
   *     within it
   * @throws IndexOutOfBoundsException if the offset is not in the array, nor its end
   */
  public static long read(byte[] source, int offset) {
    return read(source, offset, source.length);
  }

  /**
   * {@return the value that starts at an offset and ends before a limit} {@link #length(long)}
   * tells how many bytes it took.
   *
   * @param source not kept
   * @param offset index of the first byte
   * @param limit index behind the last byte that may be read
   * @throws MultiformatException if the bytes there are no canonical varint, or do not end before
   *     the limit
   * @throws IndexOutOfBoundsException if the offset and the limit are no range of the array
   */
  public static long read(byte[] source, int offset, int limit) {
    Objects.checkFromToIndex(offset, limit, source.length);
    long value = 0;
    for (int i = 0; i < MAX_LENGTH; i++) {
      if (offset + i == limit) {
        throw truncated(WHAT, offset + i);
      }
      byte next = source[offset + i];
      value |= (next & LOW_BITS) << (BITS * i);
      if (next >= 0) {
        requireMinimal(WHAT, next, i, offset + i);
        return value;
      }
    }
    throw tooLong(WHAT, offset);
  }

  /**
   * {@return the value at the position of a buffer, which moves past it}
   *
   * @param source not kept
   * @throws MultiformatException if the bytes there are no canonical varint, or the buffer ends
   *     within it; the position does not move
   */
  public static long read(ByteBuffer source) {
    return read(source, WHAT);
  }

  /** Reads as {@link #read(ByteBuffer)} does; a message names the value by what it is. */
  static long read(ByteBuffer source, String what) {
    int start = source.position();
    long value = 0;
    for (int i = 0; i < MAX_LENGTH; i++) {
      if (start + i == source.limit()) {
        throw truncated(what, start + i);
      }
      byte next = source.get(start + i);
      value |= (next & LOW_BITS) << (BITS * i);
      if (next >= 0) {
        requireMinimal(what, next, i, start + i);
        source.position(start + i + 1);
        return value;
      }
    }
    throw tooLong(what, start);
  }

  /**
   * {@return the next value of a stream, or {@link #END_OF_STREAM} if the stream ends before the
   * first byte} It is read byte by byte, and nothing after it.
   *
   * @param source not kept
   * @throws MultiformatException if the bytes are no canonical varint, or the stream ends within it
   * @throws IOException if the stream fails
   */
  public static long read(InputStream source) throws IOException {
    long value = 0;
    for (int i = 0; i < MAX_LENGTH; i++) {
      int next = source.read();
      if (next < 0) {
        if (i == 0) {
          return END_OF_STREAM;
        }
        throw truncated(WHAT, i);
      }
      value |= (next & LOW_BITS) << (BITS * i);
      if (next < MORE) {
        requireMinimal(WHAT, next, i, i);
        return value;
      }
    }
    throw tooLong(WHAT, 0);
  }

  private static void requireUnsigned(long value) {
    if (value < 0) {
      throw MultiformatException.of(WHAT, value + " is negative");
    }
  }

  private static void requireMinimal(String what, int last, int index, int position) {
    if (last == 0 && index > 0) {
      throw MultiformatException.atByte(
          what, position, "ends in a zero byte, so it is not the shortest form of its value");
    }
  }

  private static MultiformatException truncated(String what, int position) {
    return MultiformatException.truncated(what, position, "the bytes end before the value does");
  }

  private static MultiformatException tooLong(String what, int position) {
    return MultiformatException.atByte(what, position, "longer than " + MAX_LENGTH + " bytes");
  }
}
