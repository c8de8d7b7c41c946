package dev.cairn.blockstore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;

/**
 * Some bytes and the CID that names them. Two blocks are equal when their multihashes are.
 *
 * <p>A block keeps its bytes to itself: {@link #toBytes()} copies them, {@link #buffer()} shows
 * them.
 */
public final class Block {

  private final Cid cid;
  private final byte[] data;

  /** Whether the hash is known to be right. Threads that do not see it hash once more. */
  private boolean known;

  private Block(Cid cid, byte[] data) {
    this.cid = cid;
    this.data = data;
  }

  /**
   * {@return a block after checking that {@code cid} names {@code data}}
   *
   * @param cid any CID; its multihash says how the data is checked
   * @param data copied
   * @throws CorruptDataException if the hash of the data is another
   * @throws dev.cairn.multiformats.UnsupportedHashException if the hash cannot be computed here
   */
  public static Block verified(Cid cid, byte[] data) {
    return new Block(cid, data.clone()).verify();
  }

  /**
   * {@return a block without checking anything, and without a copy: {@code data} becomes the
   * block's own, and must not be written to afterwards}
   *
   * @param cid the CID that is said to name the data
   * @param data not copied
   */
  public static Block wrapUnverified(Cid cid, byte[] data) {
    return new Block(cid, data);
  }

  /**
   * {@return the block of {@code data}, which is copied, under a CIDv1 of codec raw and sha2-256}
   *
   * @param data copied
   */
  public static Block raw(byte[] data) {
    return of(Multicodec.RAW, data);
  }

  /**
   * {@return the block of {@code data} under a CIDv1 of {@code codec} and sha2-256}
   *
   * @param codec a code of the multicodec table
   * @param data copied
   */
  public static Block of(long codec, byte[] data) {
    byte[] own = data.clone();
    Block block = new Block(Cid.v1(codec, Multihash.digest(HashFunction.SHA2_256, own)), own);
    block.known = true;
    return block;
  }

  /** {@return the CID} */
  public Cid cid() {
    return cid;
  }

  /** {@return the number of bytes} */
  public int size() {
    return data.length;
  }

  /** {@return a copy of the bytes, which is the caller's} */
  public byte[] toBytes() {
    return data.clone();
  }

  /** {@return the bytes without a copy, to be read only} */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer();
  }

  /** {@return whether the CID names the bytes; computes their hash unless it was found right} */
  public boolean isValid() {
    if (!known) {
      known = cid.multihash().verify(data);
    }
    return known;
  }

  /**
   * {@return this block after checking it}
   *
   * @throws CorruptDataException if the CID does not name the bytes
   */
  public Block verify() {
    if (!known) {
      verify(cid, ByteBuffer.wrap(data));
      known = true;
    }
    return this;
  }

  /**
   * Checks bytes that are no block yet.
   *
   * @param cid the CID that is said to name them
   * @param data from its position to its limit; the position does not move
   * @throws CorruptDataException if the CID does not name the bytes
   * @throws dev.cairn.multiformats.UnsupportedHashException if the hash cannot be computed here
   */
  public static void verify(Cid cid, ByteBuffer data) {
    if (!cid.multihash().verify(data)) {
      throw new CorruptDataException(
          "the %d bytes under %s have another hash; delete that block and fetch it again"
              .formatted(data.remaining(), cid));
    }
  }

  /**
   * {@return these bytes under another CID of the same multihash}
   *
   * @param other a CID of the same multihash
   */
  public Block withCid(Cid other) {
    if (!other.multihash().equals(cid.multihash())) {
      throw new IllegalArgumentException(other + " names other bytes than " + cid);
    }
    Block same = new Block(other, data);
    same.known = known;
    return same;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Block that && cid.multihash().equals(that.cid.multihash());
  }

  @Override
  public int hashCode() {
    return cid.multihash().hashCode();
  }

  @Override
  public String toString() {
    return cid + " (" + data.length + " bytes)";
  }
}
