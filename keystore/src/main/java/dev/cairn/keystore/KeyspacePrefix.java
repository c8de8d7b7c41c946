package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A region of the Kademlia keyspace: all ids that begin with certain bits, from none of them (the
 * whole keyspace) to all {@value KademliaId#BITS} (one id).
 *
 * <p>As text it is a row of bits, such as {@code 0110}, or hexadecimal digits with a length in
 * bits, such as {@code 6e4a/15}.
 */
public final class KeyspacePrefix {

  /** The whole keyspace: the prefix of no bits. */
  public static final KeyspacePrefix ALL = new KeyspacePrefix(new byte[0], 0);

  /** Up to here a row of bits can be read; what is longer is shown in hexadecimal. */
  private static final int LONGEST_SHOWN_AS_BITS = 32;

  /** As many as the length needs; the bits behind the length are 0. */
  private final byte[] bytes;

  private final int length;

  private KeyspacePrefix(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /**
   * {@return the region of ids that share their first bits with {@code id}}
   *
   * @param id an id of the region
   * @param length bits in common, from 0 to 256
   * @throws IllegalArgumentException if the length is out of range
   */
  public static KeyspacePrefix of(KademliaId id, int length) {
    checkLength(length);
    byte[] bytes = Arrays.copyOf(id.bytesWithoutCopy(), bytesFor(length));
    clearBehind(bytes, length);
    return new KeyspacePrefix(bytes, length);
  }

  /**
   * {@return the region of ids that share their first bits with that of {@code multihash}}
   *
   * @param multihash a multihash of the region
   * @param length bits in common, from 0 to 256
   * @throws IllegalArgumentException if the length is out of range
   */
  public static KeyspacePrefix of(Multihash multihash, int length) {
    return of(KademliaId.of(multihash), length);
  }

  /**
   * {@return the region that a text names} The empty text names the whole keyspace.
   *
   * @param text at most 256 digits 0 and 1; or pairs of hexadecimal digits, as many as the length
   *     needs, a slash, and the length in bits, where the bits behind the length are 0
   * @throws IllegalArgumentException if it is neither
   */
  public static KeyspacePrefix parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? parseBits(text) : parseHex(text, slash);
  }

  private static KeyspacePrefix parseBits(String text) {
    if (text.length() > KademliaId.BITS) {
      throw malformed(text, "it has " + text.length() + " bits, and an id only 256");
    }
    byte[] bytes = new byte[bytesFor(text.length())];
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '0' -> {}
        case '1' -> bytes[i / Byte.SIZE] |= mask(i);
        default -> throw malformed(text, "'" + text.charAt(i) + "' is neither 0 nor 1");
      }
    }
    return new KeyspacePrefix(bytes, text.length());
  }

  private static KeyspacePrefix parseHex(String text, int slash) {
    byte[] bytes;
    int length;
    try {
      bytes = HexFormat.of().parseHex(text, 0, slash);
      length = Integer.parseInt(text, slash + 1, text.length(), 10);
    } catch (IllegalArgumentException e) {
      throw malformed(text, "it has a slash, but not digits and bits around it");
    }
    if (length < 0 || length > KademliaId.BITS) {
      throw malformed(text, "a prefix has from 0 to 256 bits");
    }
    if (bytes.length != bytesFor(length)) {
      throw malformed(
          text, "%d bits need %d hexadecimal digits".formatted(length, 2 * bytesFor(length)));
    }
    byte[] cleared = bytes.clone();
    clearBehind(cleared, length);
    if (!Arrays.equals(bytes, cleared)) {
      throw malformed(text, "the bits behind the first " + length + " are not 0");
    }
    return new KeyspacePrefix(bytes, length);
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException(
        "'%s' is no prefix of the keyspace: %s; write bits such as 0110, or digits and bits such as 60/4"
            .formatted(text, why));
  }

  private static void checkLength(int length) {
    if (length < 0 || length > KademliaId.BITS) {
      throw new IllegalArgumentException("a prefix has from 0 to 256 bits, not " + length);
    }
  }

  private static int bytesFor(int bits) {
    return (bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  private static byte mask(int bit) {
    return (byte) (0x80 >>> (bit % Byte.SIZE));
  }

  private static void clearBehind(byte[] bytes, int length) {
    int used = length % Byte.SIZE;
    if (used != 0) {
      bytes[bytes.length - 1] &= (byte) (0xff << (Byte.SIZE - used));
    }
  }

  /** {@return the number of bits, from 0 to 256} */
  public int length() {
    return length;
  }

  /**
   * {@return the bit at {@code index}: 0 or 1}
   *
   * @param index from 0, the most significant, to the length, exclusive
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public int bit(int index) {
    if (index < 0 || index >= length) {
      throw new IndexOutOfBoundsException("bit " + index + " of a prefix of " + length + " bits");
    }
    return (bytes[index / Byte.SIZE] & mask(index)) == 0 ? 0 : 1;
  }

  /**
   * {@return whether {@code id} lies in this region}
   *
   * @param id any id
   */
  public boolean contains(KademliaId id) {
    return isStartOf(id.bytesWithoutCopy());
  }

  /**
   * {@return whether the region {@code other} lies in this one, or is the same}
   *
   * @param other any region
   */
  public boolean contains(KeyspacePrefix other) {
    return length <= other.length && isStartOf(other.bytes);
  }

  private boolean isStartOf(byte[] other) {
    int whole = length / Byte.SIZE;
    if (!Arrays.equals(bytes, 0, whole, other, 0, whole)) {
      return false;
    }
    int used = length % Byte.SIZE;
    return used == 0 || ((bytes[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - used) == 0;
  }

  /**
   * {@return one half of this region: this prefix and one bit more}
   *
   * @param bit 0 or 1
   * @throws IllegalArgumentException if {@code bit} is neither, or this is a single id
   */
  public KeyspacePrefix child(int bit) {
    if (bit != 0 && bit != 1) {
      throw new IllegalArgumentException("a bit is 0 or 1, not " + bit);
    }
    checkLength(length + 1);
    byte[] longer = Arrays.copyOf(bytes, bytesFor(length + 1));
    if (bit == 1) {
      longer[length / Byte.SIZE] |= mask(length);
    }
    return new KeyspacePrefix(longer, length + 1);
  }

  /** {@return the other half of the region twice this one's size; the whole has none but itself} */
  public KeyspacePrefix sibling() {
    if (length == 0) {
      return this;
    }
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 1] ^= mask(length - 1);
    return new KeyspacePrefix(flipped, length);
  }

  /** Returns the first 64 bits as a number, the first of them the most significant. */
  long firstBits() {
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << Byte.SIZE | (i < bytes.length ? bytes[i] & 0xff : 0);
    }
    return first;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyspacePrefix that
        && length == that.length
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * length + Arrays.hashCode(bytes);
  }

  /** {@return a text that {@link #parse} takes back: bits, or hexadecimal where they are many} */
  @Override
  public String toString() {
    if (length > LONGEST_SHOWN_AS_BITS) {
      return HexFormat.of().formatHex(bytes) + "/" + length;
    }
    StringBuilder bits = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      bits.append(bit(i));
    }
    return bits.toString();
  }
}
