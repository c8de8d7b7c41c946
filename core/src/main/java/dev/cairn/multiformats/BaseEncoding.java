package dev.cairn.multiformats;

import com.google.errorprone.annotations.Immutable;

/** How one base writes bytes as ASCII characters and reads them back, without prefix. */
@Immutable
interface BaseEncoding {
  /**
   * {@return the number of characters that so many bytes take, or where that depends on the bytes,
   * an upper bound}
   *
   * @throws MultiformatException if the bytes are more than the base is limited to
   */
  int maxEncodedLength(int byteCount);

  /**
   * Writes the characters of a range of bytes and returns how many they are.
   *
   * @throws MultiformatException if the bytes are more than the base is limited to
   * @throws IndexOutOfBoundsException if the characters do not fit at the offset
   */
  int encode(byte[] source, int from, int to, byte[] destination, int offset);

  /**
   * {@return the bytes of a text}
   *
   * @throws MultiformatException if it is not what its bytes are written as
   */
  byte[] decode(BareText text);
}
