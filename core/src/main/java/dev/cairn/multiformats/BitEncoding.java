package dev.cairn.multiformats;

import com.google.errorprone.annotations.Immutable;

/**
 * A base whose characters stand for whole bits: bases 16, 32 and 64 of <a
 * href="https://www.rfc-editor.org/rfc/rfc4648">RFC 4648</a>, and 2 and 8 likewise. The last
 * character is filled up with zero bits; padded forms then fill the last group of characters with
 * {@code =}.
 */
@Immutable
final class BitEncoding implements BaseEncoding {
  private static final byte PAD = '=';
  private static final int BASE32_BITS = 5;

  @SuppressWarnings("Immutable") // the alphabet's, never changed
  private final byte[] characters;

  private final int bitsPerCharacter;
  private final int mask;

  /** The smallest group that is whole in bytes and in characters; it has at most 40 bits. */
  private final int bytesPerGroup;

  private final int charactersPerGroup;
  private final Padding padding;

  /**
   * @param alphabet of 2, 8, 16, 32 or 64 characters
   */
  BitEncoding(Alphabet alphabet, Padding padding) {
    this.characters = alphabet.byValue();
    this.bitsPerCharacter = Integer.numberOfTrailingZeros(alphabet.size());
    this.mask = alphabet.size() - 1;
    this.charactersPerGroup =
        Byte.SIZE / Math.min(Byte.SIZE, Integer.lowestOneBit(bitsPerCharacter));
    this.bytesPerGroup = charactersPerGroup * bitsPerCharacter / Byte.SIZE;
    this.padding = padding;
  }

  @Override
  public int maxEncodedLength(int byteCount) {
    long length =
        padding == Padding.PADDED
            ? ceilDiv(byteCount, bytesPerGroup) * charactersPerGroup
            : charactersOf(byteCount);
    return Math.toIntExact(length);
  }

  @Override
  public int encode(byte[] source, int from, int to, byte[] destination, int offset) {
    int in = from;
    int out = offset;
    for (; in + bytesPerGroup <= to; in += bytesPerGroup, out += charactersPerGroup) {
      if (bitsPerCharacter == BASE32_BITS) {
        writeBase32Group(source, in, destination, out);
      } else {
        write(read(source, in, in + bytesPerGroup), charactersPerGroup, destination, out);
      }
    }
    if (in < to) {
      int count = (int) charactersOf(to - in);
      int fill = count * bitsPerCharacter - (to - in) * Byte.SIZE;
      write(read(source, in, to) << fill, count, destination, out);
      out += count;
      if (padding == Padding.PADDED) {
        for (; count < charactersPerGroup; count++) {
          destination[out++] = PAD;
        }
      }
    }
    return out - offset;
  }

  /** What {@link #read} and {@link #write} do, unrolled because the keys of blocks are base32. */
  private void writeBase32Group(byte[] source, int in, byte[] destination, int out) {
    int high =
        (source[in] & 0xff) << 12 | (source[in + 1] & 0xff) << 4 | (source[in + 2] & 0xff) >> 4;
    int low =
        (source[in + 2] & 0x0f) << 16 | (source[in + 3] & 0xff) << 8 | (source[in + 4] & 0xff);
    destination[out] = characters[high >> 15];
    destination[out + 1] = characters[high >> 10 & 0x1f];
    destination[out + 2] = characters[high >> 5 & 0x1f];
    destination[out + 3] = characters[high & 0x1f];
    destination[out + 4] = characters[low >> 15];
    destination[out + 5] = characters[low >> 10 & 0x1f];
    destination[out + 6] = characters[low >> 5 & 0x1f];
    destination[out + 7] = characters[low & 0x1f];
  }

  /** {@return a range of bytes, a group at most, as one number} */
  private static long read(byte[] source, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = (bits << Byte.SIZE) | (source[i] & 0xff);
    }
    return bits;
  }

  /** Writes a number as so many characters. */
  private void write(long bits, int count, byte[] destination, int offset) {
    long rest = bits;
    for (int i = offset + count - 1; i >= offset; i--) {
      destination[i] = characters[(int) rest & mask];
      rest >>>= bitsPerCharacter;
    }
  }

  @Override
  public byte[] decode(BareText text) {
    int length = padding == Padding.PADDED ? lengthWithoutPadding(text) : text.length();
    byte[] bytes = new byte[(int) ((long) length * bitsPerCharacter / Byte.SIZE)];
    long bits = 0;
    int bitCount = 0;
    int out = 0;
    for (int i = 0; i < length; i++) {
      bits = (bits << bitsPerCharacter) | text.value(i);
      bitCount += bitsPerCharacter;
      if (bitCount >= Byte.SIZE) {
        bitCount -= Byte.SIZE;
        bytes[out++] = (byte) (bits >>> bitCount);
      }
    }
    requireWhole(text, length, bits, bitCount);
    if (padding == Padding.PADDED) {
      requirePadding(text, length);
    }
    return bytes;
  }

  private static int lengthWithoutPadding(BareText text) {
    int length = text.length();
    while (length > 0 && text.at(length - 1) == PAD) {
      length--;
    }
    return length;
  }

  /** The bits that are left over must be fewer than a character's, and zero. */
  private void requireWhole(BareText text, int length, long bits, int leftOver) {
    if (leftOver >= bitsPerCharacter) {
      throw text.fault(length, "no bytes take " + length + " characters; the text is cut short");
    }
    if ((bits & ((1L << leftOver) - 1)) != 0) {
      throw text.fault(length - 1, "the last character has bits set that belong to no byte");
    }
  }

  private void requirePadding(BareText text, int length) {
    int present = text.length() - length;
    int needed = Math.floorMod(-length, charactersPerGroup);
    if (present != needed) {
      throw text.fault(length, needed + " padding characters (=) needed, " + present + " there");
    }
  }

  private long charactersOf(int byteCount) {
    return ceilDiv((long) byteCount * Byte.SIZE, bitsPerCharacter);
  }

  private static long ceilDiv(long dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** Whether the last group of characters is filled up. */
  enum Padding {
    NONE,
    PADDED
  }
}
