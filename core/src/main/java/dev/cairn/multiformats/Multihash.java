package dev.cairn.multiformats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A digest that says by which function it was made: {@code varint code, varint size, digest}.
 *
 * <p>A value: equal when the bytes are, ordered by unsigned bytes, with a hash code that is
 * computed once. The digest may be shorter than what its function gives (truncated), and the
 * function may be unknown; both are carried unchanged. The format is that of <a
 * href="https://github.com/multiformats/multihash">multiformats/multihash</a>.
 */
public final class Multihash implements Comparable<Multihash> {
  private static final String WHAT = "multihash";

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** 2 to the 64th, divided by the golden ratio. */
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  /**
   * Never changed. Other bytes may come before {@link #start}: a CID shares its array with its
   * multihash.
   */
  private final byte[] bytes;

  private final int start;
  private int hash;

  /** Takes over an array whose bytes from {@code start} to the end are known to be a multihash. */
  Multihash(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
  }

  /**
   * {@return the multihash of a function's code and a digest}
   *
   * @param code the code of the hash function, not negative; it need not be known
   * @param digest the digest, whole or truncated, of any length
   * @throws MultiformatException if the code is negative
   */
  public static Multihash of(long code, byte[] digest) {
    byte[] bytes = allocate(code, digest.length);
    System.arraycopy(digest, 0, bytes, bytes.length - digest.length, digest.length);
    return new Multihash(bytes, 0);
  }

  /**
   * {@return the multihash whose bytes fill an array}
   *
   * @param bytes not kept
   * @throws MultiformatException if the bytes are no multihash, or are followed by others
   */
  public static Multihash fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    Multihash multihash = read(source);
    if (source.hasRemaining()) {
      throw MultiformatException.atByte(
          WHAT, source.position(), source.remaining() + " bytes follow its end");
    }
    return multihash;
  }

  /**
   * {@return the multihash at the position of a buffer, which moves past it} Nothing is allocated
   * for it before its bytes are known to be there.
   *
   * @param source not kept
   * @throws MultiformatException if the bytes there are no multihash, or end within it; the
   *     position does not move
   */
  public static Multihash read(ByteBuffer source) {
    ByteBuffer end = source.duplicate();
    skip(end);
    byte[] bytes = new byte[end.position() - source.position()];
    source.get(bytes);
    return new Multihash(bytes, 0);
  }

  /**
   * {@return the multihash of a text in base58btc without multibase prefix, the form of {@link
   * #toString()}}
   *
   * @param text nothing may come before or after it
   * @throws MultiformatException if the text is not base58btc, or its bytes are no multihash
   */
  public static Multihash parse(String text) {
    try {
      return fromBytes(Multibase.BASE58_BTC.decodeBare(text));
    } catch (MultiformatException e) {
      throw e.within(WHAT, text);
    }
  }

  /**
   * {@return the multihash of bytes}
   *
   * @param function which one
   * @param data not kept
   * @throws UnsupportedHashException if the function needs a library that is not on the class path
   */
  public static Multihash digest(HashFunction function, byte[] data) {
    return digest(function, ByteBuffer.wrap(data));
  }

  /**
   * {@return the multihash of the bytes of a buffer from its position to its limit; the position
   * does not move}
   *
   * @param function which one
   * @param data not kept
   * @throws UnsupportedHashException if the function needs a library that is not on the class path
   */
  public static Multihash digest(HashFunction function, ByteBuffer data) {
    int size = function.digestSizeOf(data);
    byte[] bytes = allocate(function.code(), size);
    function.digest(data, bytes, bytes.length - size, size);
    return new Multihash(bytes, 0);
  }

  /**
   * {@return the multihash of bytes by the function of a code}
   *
   * @param code the multihash code of the function
   * @param data not kept
   * @throws UnsupportedHashException if Cairn does not implement the function, or it needs a
   *     library that is not on the class path
   */
  public static Multihash digest(long code, byte[] data) {
    return digest(HashFunction.of(code), data);
  }

  /**
   * {@return the multihash of the bytes of a buffer, from its position to its limit, by the
   * function of a code; the position does not move}
   *
   * @param code the multihash code of the function
   * @param data not kept
   * @throws UnsupportedHashException if Cairn does not implement the function, or it needs a
   *     library that is not on the class path
   */
  public static Multihash digest(long code, ByteBuffer data) {
    return digest(HashFunction.of(code), data);
  }

  /** {@return the code of the hash function, not negative} */
  public long code() {
    return Varint.read(bytes, start);
  }

  /** {@return the number of bytes of the digest} */
  public int digestSize() {
    return bytes.length - digestStart();
  }

  /** {@return a copy of the digest} */
  public byte[] digest() {
    return Arrays.copyOfRange(bytes, digestStart(), bytes.length);
  }

  /** {@return whether the digest is the data itself} */
  public boolean isIdentity() {
    return bytes[start] == MulticodecTable.IDENTITY;
  }

  /**
   * {@return whether bytes have this multihash} A truncated digest is compared with the start of
   * the full one. A digest longer than its function gives verifies nothing, and neither does an
   * empty one, but for identity. How short a digest may be to be trusted is for the caller to
   * decide.
   *
   * @param data not kept
   * @throws UnsupportedHashException if Cairn does not implement the function, or it needs a
   *     library that is not on the class path
   */
  public boolean verify(byte[] data) {
    return verify(ByteBuffer.wrap(data));
  }

  /**
   * {@return whether the bytes of a buffer from its position to its limit have this multihash, as
   * {@link #verify(byte[])} does; the position does not move}
   *
   * @param data not kept
   * @throws UnsupportedHashException if Cairn does not implement the function, or it needs a
   *     library that is not on the class path
   */
  public boolean verify(ByteBuffer data) {
    int digestStart = digestStart();
    int digestSize = bytes.length - digestStart;
    if (isIdentity()) {
      return ByteBuffer.wrap(bytes, digestStart, digestSize).equals(data);
    }
    HashFunction function = HashFunction.of(code());
    int computedSize = function.isExtendable() ? digestSize : function.digestSize();
    if (digestSize == 0 || digestSize > computedSize) {
      return false;
    }
    byte[] computed = new byte[computedSize];
    function.digest(data, computed, 0, computedSize);
    return Arrays.equals(computed, 0, digestSize, bytes, digestStart, bytes.length);
  }

  /** {@return the number of bytes of the multihash: code, size and digest} */
  public int size() {
    return bytes.length - start;
  }

  /** {@return a copy of the bytes: code, size and digest} */
  public byte[] toBytes() {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  /**
   * {@return a read-only view of the bytes, from position 0 to {@link #size()}, without copying
   * them}
   */
  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(bytes, start, size()).slice().asReadOnlyBuffer();
  }

  /**
   * Writes the bytes at the position of a buffer, which moves past them.
   *
   * @param destination must have room
   * @throws java.nio.BufferOverflowException if fewer bytes remain; nothing is written then
   */
  public void writeTo(ByteBuffer destination) {
    destination.put(bytes, start, size());
  }

  /**
   * Writes the text of the bytes in a base, without multibase prefix, as ASCII. This is how a
   * block's key is made: no copy of the multihash, no string.
   *
   * @param base any
   * @param destination written from the offset on
   * @param offset index of the first character
   * @return the number of characters
   * @throws MultiformatException if the bytes are more than the base is limited to
   * @throws IndexOutOfBoundsException if the text does not fit at the offset
   */
  public int encodeToAscii(Multibase base, byte[] destination, int offset) {
    return base.encodeToAscii(bytes, start, size(), destination, offset);
  }

  /**
   * {@return the text of the bytes in a base, with its multibase prefix}
   *
   * @param base any
   * @throws MultiformatException if the bytes are more than the base is limited to
   */
  public String toString(Multibase base) {
    return base.encode(toBytes());
  }

  /**
   * {@return the text of the bytes in base58btc without prefix: the form of CIDv0 and of peer ids}
   * One that is longer than base58btc is limited to, as an identity multihash may be, is written in
   * base32 with prefix instead, which {@link #parse} does not read.
   */
  @Override
  public String toString() {
    return size() <= NumberEncoding.MAX_BYTES
        ? Multibase.BASE58_BTC.encodeBare(toBytes())
        : toString(Multibase.BASE32);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Multihash that
            && Arrays.equals(
                bytes, start, bytes.length, that.bytes, that.start, that.bytes.length));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = 1;
      for (int i = start; i < bytes.length; i++) {
        result = 31 * result + bytes[i];
      }
      hash = result;
    }
    return result;
  }

  /**
   * {@return a hash of the bytes, 64 bits, that depends on a seed: for filters and sketches, which
   * nobody who does not know the seed can fill with collisions} It is the same in every process and
   * version of Cairn, so that it may be stored; it is not cryptographic.
   *
   * @param seed any number
   */
  public long hash(long seed) {
    long result = seed ^ (size() * MIXER);
    int i = start;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      result = mix(result ^ (long) LONGS.get(bytes, i));
    }
    long rest = 0;
    for (; i < bytes.length; i++) {
      rest = (rest << Byte.SIZE) | (bytes[i] & 0xFF);
    }
    return mix(mix(result ^ rest));
  }

  /** A bijection that lets each bit change many others: the finalizer of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /**
   * Compares the bytes as unsigned numbers; where one multihash is the start of the other, it comes
   * first.
   */
  @Override
  public int compareTo(Multihash that) {
    return Arrays.compareUnsigned(
        bytes, start, bytes.length, that.bytes, that.start, that.bytes.length);
  }

  /**
   * Moves a buffer past the multihash at its position.
   *
   * @throws MultiformatException if the bytes there are no multihash, or end within it; the
   *     position may have moved
   */
  static void skip(ByteBuffer source) {
    Varint.read(source, "multihash code");
    long size = Varint.read(source, "multihash size");
    if (size > source.remaining()) {
      throw MultiformatException.truncated(
          "multihash digest",
          source.position(),
          size + " bytes needed, " + source.remaining() + " there");
    }
    source.position(source.position() + (int) size);
  }

  private static byte[] allocate(long code, int digestSize) {
    int digestStart = Varint.length(code) + Varint.length(digestSize);
    byte[] bytes = new byte[digestStart + digestSize];
    int sizeStart = Varint.write(code, bytes, 0);
    Varint.write(digestSize, bytes, sizeStart);
    return bytes;
  }

  private int digestStart() {
    return endOfVarint(endOfVarint(start));
  }

  private int endOfVarint(int from) {
    int i = from;
    while (bytes[i] < 0) {
      i++;
    }
    return i + 1;
  }
}
