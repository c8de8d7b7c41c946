package dev.cairn.multiformats;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;

/**
 * A base that writes the bytes as one big-endian number: bases 10, 36 and 58. Every leading zero
 * byte is written as one zero character, so that the length is kept.
 *
 * <p>The work grows with the square of the length, so more than {@value #MAX_BYTES} bytes are not
 * written or read.
 */
@Immutable
final class NumberEncoding implements BaseEncoding {
  /** The most bytes that are written or read. */
  static final int MAX_BYTES = 32_768;

  private static final long LIMB_MASK = 0xffff_ffffL;

  @SuppressWarnings("Immutable") // the alphabet's, never changed
  private final byte[] characters;

  private final int radix;
  private final byte zero;
  private final double charactersPerByte;

  /** How many characters are converted at a time: as many as are sure to fit an int. */
  private final int chunkLength;

  /** The radix to the power of the chunk's length. */
  private final long chunkRadix;

  NumberEncoding(Alphabet alphabet) {
    this.characters = alphabet.byValue();
    this.radix = alphabet.size();
    this.zero = characters[0];
    this.charactersPerByte = Byte.SIZE * Math.log(2) / Math.log(radix);
    this.chunkLength = (int) (Math.log(Integer.MAX_VALUE) / Math.log(radix));
    this.chunkRadix = (long) Math.pow(radix, chunkLength);
  }

  @Override
  public int maxEncodedLength(int byteCount) {
    if (byteCount > MAX_BYTES) {
      throw MultiformatException.of("base" + radix, limit());
    }
    return (int) Math.ceil(byteCount * charactersPerByte);
  }

  @Override
  public int encode(byte[] source, int from, int to, byte[] destination, int offset) {
    int zeros = 0;
    while (from + zeros < to && source[from + zeros] == 0) {
      zeros++;
    }
    byte[] reversed = new byte[maxEncodedLength(to - from) + chunkLength];
    int digits = writeReversed(limbsOf(source, from + zeros, to), reversed);
    int length = zeros + digits;
    Arrays.fill(destination, offset, offset + zeros, zero);
    for (int i = zeros; i < length; i++) {
      destination[offset + i] = reversed[length - 1 - i];
    }
    return length;
  }

  /** {@return a range of bytes as a big-endian number in limbs of 32 bits} */
  private static int[] limbsOf(byte[] source, int from, int to) {
    int length = to - from;
    int[] limbs = new int[(length + Integer.BYTES - 1) / Integer.BYTES];
    for (int i = 0; i < length; i++) {
      int limb = limbs.length - 1 - i / Integer.BYTES;
      limbs[limb] |= (source[to - 1 - i] & 0xff) << (i % Integer.BYTES * Byte.SIZE);
    }
    return limbs;
  }

  /** Writes the digits of a number, the last first, and returns how many; the limbs are used up. */
  private int writeReversed(int[] limbs, byte[] destination) {
    int length = 0;
    for (int first = 0; first < limbs.length; ) {
      long chunk = divide(limbs, first);
      for (int i = 0; i < chunkLength; i++) {
        destination[length++] = characters[(int) (chunk % radix)];
        chunk /= radix;
      }
      while (first < limbs.length && limbs[first] == 0) {
        first++;
      }
    }
    while (length > 0 && destination[length - 1] == zero) {
      length--;
    }
    return length;
  }

  /** Divides a number by the chunk's radix, in place, and returns the remainder. */
  private long divide(int[] limbs, int first) {
    long remainder = 0;
    for (int i = first; i < limbs.length; i++) {
      long dividend = (remainder << Integer.SIZE) | (limbs[i] & LIMB_MASK);
      limbs[i] = (int) (dividend / chunkRadix);
      remainder = dividend % chunkRadix;
    }
    return remainder;
  }

  @Override
  public byte[] decode(BareText text) {
    if (text.length() > maxEncodedLength(MAX_BYTES)) {
      throw text.fault(limit());
    }
    int zeros = 0;
    while (zeros < text.length() && text.at(zeros) == zero) {
      zeros++;
    }
    int[] limbs = limbsOf(text, zeros);
    int size = byteSize(limbs);
    if (zeros + size > MAX_BYTES) {
      throw text.fault(limit());
    }
    byte[] bytes = new byte[zeros + size];
    for (int i = 0; i < size; i++) {
      int limb = limbs[limbs.length - 1 - i / Integer.BYTES];
      bytes[bytes.length - 1 - i] = (byte) (limb >>> (i % Integer.BYTES * Byte.SIZE));
    }
    return bytes;
  }

  /**
   * {@return the digits from an index on as a big-endian number in limbs of 32 bits; some may be
   * left zero}
   */
  private int[] limbsOf(BareText text, int from) {
    int[] limbs = new int[(int) ((text.length() - from) / charactersPerByte) / Integer.BYTES + 1];
    int used = limbs.length;
    int next = from;
    while (next < text.length()) {
      int end = Math.min(text.length(), next + chunkLength);
      long factor = 1;
      long carry = 0;
      for (; next < end; next++) {
        factor *= radix;
        carry = carry * radix + text.value(next);
      }
      for (int i = limbs.length - 1; i >= used || carry != 0; i--) {
        long product = (limbs[i] & LIMB_MASK) * factor + carry;
        limbs[i] = (int) product;
        carry = product >>> Integer.SIZE;
        used = Math.min(used, i);
      }
    }
    return limbs;
  }

  /** {@return the number of bytes of a number, without leading zeros} */
  private static int byteSize(int[] limbs) {
    for (int i = 0; i < limbs.length; i++) {
      if (limbs[i] != 0) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(limbs[i]);
        return (limbs.length - 1 - i) * Integer.BYTES + (bits + Byte.SIZE - 1) / Byte.SIZE;
      }
    }
    return 0;
  }

  private static String limit() {
    return "this base is limited to " + MAX_BYTES + " bytes";
  }
}
