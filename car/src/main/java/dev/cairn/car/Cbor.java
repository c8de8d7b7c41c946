package dev.cairn.car;

import java.io.ByteArrayOutputStream;

/** The few pieces of CBOR that a header is made of. */
final class Cbor {

  static final int UNSIGNED = 0;
  static final int BYTES = 2;
  static final int TEXT = 3;
  static final int ARRAY = 4;
  static final int MAP = 5;
  static final int TAG = 6;

  /** The tag of a link in dag-cbor: a byte string of {@link #LINK_PREFIX} and a CID. */
  static final int LINK_TAG = 42;

  /** The multibase prefix for plain bytes. */
  static final int LINK_PREFIX = 0;

  /** The values of the low five bits of a head from which on the argument follows in bytes. */
  static final int ONE_BYTE = 24;

  static final int EIGHT_BYTES = 27;

  private Cbor() {}

  /** Writes a head in its shortest form. */
  static void writeHead(ByteArrayOutputStream out, int majorType, long argument) {
    int sizeCode = sizeCode(argument);
    if (sizeCode < 0) {
      out.write((majorType << 5) | (int) argument);
      return;
    }
    out.write((majorType << 5) | (ONE_BYTE + sizeCode));
    for (int shift = (8 << sizeCode) - 8; shift >= 0; shift -= 8) {
      out.write((int) (argument >>> shift));
    }
  }

  /**
   * The binary logarithm of the bytes that the shortest form of an argument takes after the first
   * byte; -1 if it takes none.
   */
  static int sizeCode(long argument) {
    if (argument < ONE_BYTE) {
      return -1;
    }
    if (argument < 1L << 8) {
      return 0;
    }
    if (argument < 1L << 16) {
      return 1;
    }
    return argument < 1L << 32 ? 2 : 3;
  }
}
