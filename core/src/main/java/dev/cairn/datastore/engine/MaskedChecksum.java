package dev.cairn.datastore.engine;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum in the files of LevelDB and RocksDB: CRC-32C, rotated right by 15 bits, plus a
 * constant, so that data which holds checksums has no misleading one. (LevelDB, doc/log_format.md
 * and util/crc32c.h.) For one thread.
 */
public final class MaskedChecksum {

  private static final int DELTA = 0xa282ead8;

  /** CRC-32C's, with the lowest power in the highest bit. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private final CRC32C checksum = new CRC32C();

  /** Creates the checksum of nothing. */
  public MaskedChecksum() {}

  /**
   * {@return the checksum of bytes}
   *
   * @param bytes an array that holds them
   * @param from where they begin
   * @param length how many there are
   */
  public static int of(byte[] bytes, int from, int length) {
    MaskedChecksum masked = new MaskedChecksum();
    masked.checksum.update(bytes, from, length);
    return masked.masked();
  }

  /**
   * {@return whether turning one bit over, of the bytes or of the expected checksum, makes the two
   * fit}
   *
   * @param actual the checksum of the bytes as they are
   * @param expected the checksum that they should have
   * @param length how many bytes there are
   */
  static boolean differsByOneBit(int actual, int expected, int length) {
    if (Integer.bitCount(actual ^ expected) == 1) {
      return true;
    }
    // The checksum is linear: what a flipped bit does to it depends on its distance from the end.
    int difference = unmasked(actual) ^ unmasked(expected);
    int effect = POLYNOMIAL;
    for (long bit = 0; bit < 8L * length; bit++) {
      if (effect == difference) {
        return true;
      }
      effect = (effect & 1) == 0 ? effect >>> 1 : (effect >>> 1) ^ POLYNOMIAL;
    }
    return false;
  }

  private static int unmasked(int checksum) {
    return Integer.rotateLeft(checksum - DELTA, 15);
  }

  /**
   * Takes one more byte in.
   *
   * @param next the byte
   */
  public void update(byte next) {
    checksum.update(next);
  }

  /**
   * Takes more bytes in.
   *
   * @param next the bytes, from the position to the limit; both are left as they are
   */
  public void update(ByteBuffer next) {
    checksum.update(next.duplicate());
  }

  /** {@return the checksum of all bytes so far} */
  public int masked() {
    return Integer.rotateRight((int) checksum.getValue(), 15) + DELTA;
  }
}
