package dev.cairn.multiformats;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A content identifier: the multihash of a block, with the codec that its bytes are to be read by.
 *
 * <p>Version 0 is a bare sha2-256 multihash of 32 bytes whose codec is {@code dag-pb}, written in
 * base58btc ({@code Qm...}). Version 1 is {@code varint 1, varint codec, multihash}, written in any
 * multibase, usually base32 ({@code bafy...}). Any codec and any hash function is carried.
 *
 * <p>A value: equal when the bytes are, so that a CIDv0 and its {@linkplain #toV1() CIDv1} differ;
 * ordered by unsigned bytes, with a hash code that is computed once. Two CIDs name the same block
 * when their multihashes are equal. The format is that of <a
 * href="https://github.com/multiformats/cid">multiformats/cid</a>.
 */
public final class Cid implements Comparable<Cid> {
  private static final String WHAT = "CID";
  private static final String V0_START = "Qm";
  private static final int V0_CHARACTERS = 46;
  private static final int V0_DIGEST_SIZE = 32;

  /** The canonical bytes; never changed. The multihash uses them too. */
  private final byte[] bytes;

  private final Multihash multihash;
  private int hash;

  /**
   * Takes over an array that is known to be a CID whose multihash starts at an index: 0 in version
   * 0 alone.
   */
  private Cid(byte[] bytes, int multihashStart) {
    this.bytes = bytes;
    this.multihash = new Multihash(bytes, multihashStart);
  }

  /**
   * {@return the CIDv0 of a multihash}
   *
   * @param multihash any
   * @throws MultiformatException if the multihash is not sha2-256 with 32 bytes
   */
  public static Cid v0(Multihash multihash) {
    byte[] bytes = multihash.toBytes();
    if (!isV0(bytes)) {
      throw MultiformatException.of(
          "CIDv0",
          "only a sha2-256 multihash of 32 bytes can be one, this is "
              + Multicodec.describe(multihash.code())
              + " of "
              + multihash.digestSize()
              + " bytes");
    }
    return new Cid(bytes, 0);
  }

  /**
   * {@return the CIDv1 of a codec and a multihash}
   *
   * @param codec the code of the codec, not negative; it need not be known
   * @param multihash any
   * @throws MultiformatException if the codec is negative
   */
  public static Cid v1(long codec, Multihash multihash) {
    int multihashStart = 1 + Varint.length(codec);
    ByteBuffer bytes = ByteBuffer.allocate(multihashStart + multihash.size());
    Varint.write(MulticodecTable.CIDV1, bytes);
    Varint.write(codec, bytes);
    multihash.writeTo(bytes);
    return new Cid(bytes.array(), multihashStart);
  }

  /**
   * {@return the CIDv1 of a multihash with codec {@code raw}: what a listing of blocks gives}
   *
   * @param multihash any
   */
  public static Cid rawOf(Multihash multihash) {
    return v1(Multicodec.RAW, multihash);
  }

  /**
   * {@return the CID of a text: 46 characters that begin with {@code Qm}, or a CIDv1 in any {@link
   * Multibase}} Nothing may come before or after it, no {@code /ipfs/} and no blank.
   *
   * @param text in version 0 or 1
   * @throws MultiformatException if the text is no CID: it says what is wrong and where
   */
  public static Cid parse(String text) {
    try {
      return text.startsWith(V0_START) ? parseV0(text) : parseV1(text);
    } catch (MultiformatException e) {
      throw e.within(WHAT, text);
    }
  }

  private static Cid parseV0(String text) {
    if (text.length() != V0_CHARACTERS) {
      throw MultiformatException.of(
          "CIDv0", V0_CHARACTERS + " characters needed, " + text.length() + " there");
    }
    byte[] bytes = Multibase.BASE58_BTC.decodeBare(text);
    if (!isV0(bytes)) {
      throw MultiformatException.of("CIDv0", "the bytes are no sha2-256 multihash");
    }
    return new Cid(bytes, 0);
  }

  private static Cid parseV1(String text) {
    byte[] bytes = Multibase.decode(text);
    if (startsAsV0(ByteBuffer.wrap(bytes))) {
      throw MultiformatException.of(
          "CIDv0", "it is written in base58btc without a multibase prefix, never with one");
    }
    return fromBytes(bytes);
  }

  /**
   * {@return the CID whose bytes fill an array}
   *
   * @param bytes not kept
   * @throws MultiformatException if the bytes are no CID, or are followed by others
   */
  public static Cid fromBytes(byte[] bytes) {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    Cid cid = read(source);
    if (source.hasRemaining()) {
      throw MultiformatException.atByte(
          WHAT, source.position(), source.remaining() + " bytes follow its end");
    }
    return cid;
  }

  /**
   * {@return the CID at the position of a buffer, as it stands at the front of a section of a CAR
   * file; the position moves past it} Nothing is allocated for it before its bytes are known to be
   * there.
   *
   * @param source not kept
   * @throws MultiformatException if the bytes there are no CID, or end within it; the position does
   *     not move
   */
  public static Cid read(ByteBuffer source) {
    ByteBuffer end = source.duplicate();
    int start = source.position();
    if (!startsAsV0(source)) {
      readVersion(end);
      Varint.read(end, "CID codec");
    }
    int multihashStart = end.position() - start;
    Multihash.skip(end);
    byte[] bytes = new byte[end.position() - start];
    source.get(bytes);
    return new Cid(bytes, multihashStart);
  }

  private static void readVersion(ByteBuffer source) {
    int position = source.position();
    long version = Varint.read(source, "CID version");
    if (version == MulticodecTable.CIDV1) {
      return;
    }
    if (version == MulticodecTable.SHA2_256 && !source.hasRemaining()) {
      throw MultiformatException.truncated(
          "CIDv0", source.position(), "the bytes end before the value does");
    }
    String why =
        switch ((int) Math.min(version, Integer.MAX_VALUE)) {
          case 0 -> "0 is not written: a CIDv0 is a multihash that begins with bytes 12 20";
          case 2, 3 -> version + " is reserved, its format not defined";
          default -> version + " does not exist";
        };
    throw MultiformatException.atByte("CID version", position, why);
  }

  private static boolean startsAsV0(ByteBuffer source) {
    return source.remaining() >= 2
        && source.get(source.position()) == MulticodecTable.SHA2_256
        && source.get(source.position() + 1) == V0_DIGEST_SIZE;
  }

  private static boolean isV0(byte[] bytes) {
    return bytes.length == 2 + V0_DIGEST_SIZE && startsAsV0(ByteBuffer.wrap(bytes));
  }

  /** {@return the version, 0 or 1} */
  public int version() {
    return bytes[0] == MulticodecTable.CIDV1 ? 1 : 0;
  }

  /** {@return the code of the codec, not negative; that of a CIDv0 is {@link Multicodec#DAG_PB}} */
  public long codec() {
    return version() == 0 ? Multicodec.DAG_PB : Varint.read(bytes, 1);
  }

  /** {@return the multihash; it shares its bytes with this CID, and calling this costs nothing} */
  public Multihash multihash() {
    return multihash;
  }

  /**
   * {@return this CID in version 1: itself, or for a CIDv0 that of the same codec and multihash}
   */
  public Cid toV1() {
    return version() == 1 ? this : v1(Multicodec.DAG_PB, multihash);
  }

  /**
   * {@return the CID of the same multihash with a codec: this one if it has that codec, else a
   * CIDv1}
   *
   * @param codec the code of the codec, not negative; it need not be known
   * @throws MultiformatException if the codec is negative
   */
  public Cid withCodec(long codec) {
    return codec == codec() ? this : v1(codec, multihash);
  }

  /** {@return the number of bytes} */
  public int size() {
    return bytes.length;
  }

  /** {@return a copy of the bytes} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * {@return a read-only view of the bytes, from position 0 to {@link #size()}, without copying
   * them}
   */
  public ByteBuffer asReadOnlyBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Writes the bytes at the position of a buffer, which moves past them.
   *
   * @param destination must have room
   * @throws java.nio.BufferOverflowException if fewer bytes remain; nothing is written then
   */
  public void writeTo(ByteBuffer destination) {
    destination.put(bytes);
  }

  /**
   * {@return the text of this CID in a base}
   *
   * @param base any for a CIDv1
   * @throws MultiformatException if this is a CIDv0 and the base is not base58btc, the only one
   *     that it can be written in, or if the bytes are more than the base is limited to
   */
  public String toString(Multibase base) {
    if (version() == 1) {
      return base.encode(bytes);
    }
    if (base != Multibase.BASE58_BTC) {
      throw MultiformatException.of(
          "CIDv0 " + this, "it can be written in base58btc alone, not in " + base + "; see toV1()");
    }
    return base.encodeBare(bytes);
  }

  /**
   * {@return the usual text: of a CIDv0 in base58btc without prefix, of a CIDv1 in base32, lower
   * case}
   */
  @Override
  public String toString() {
    return toString(version() == 0 ? Multibase.BASE58_BTC : Multibase.BASE32);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Cid that && Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    int result = hash;
    if (result == 0) {
      result = Arrays.hashCode(bytes);
      hash = result;
    }
    return result;
  }

  /**
   * Compares the bytes as unsigned numbers; where one CID is the start of the other, it comes
   * first.
   */
  @Override
  public int compareTo(Cid that) {
    return Arrays.compareUnsigned(bytes, that.bytes);
  }
}
