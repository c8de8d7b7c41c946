package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Where a multihash lies in the keyspace of the Kademlia DHT: the SHA-256 of its bytes (of code,
 * size and digest, not of the digest alone). A value of {@value #BITS} bits, in the order of
 * unsigned bytes.
 */
public final class KademliaId implements Comparable<KademliaId> {

  /** The number of bits of every id. */
  public static final int BITS = 256;

  static final int BYTES = BITS / Byte.SIZE;

  private final byte[] bytes;

  private KademliaId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * {@return the id of a multihash}
   *
   * @param multihash any multihash, of any function and length
   */
  public static KademliaId of(Multihash multihash) {
    return new KademliaId(sha256().digest(multihash.toBytes()));
  }

  /**
   * {@return the id of these bytes}
   *
   * @param bytes exactly 32 bytes; not kept
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static KademliaId fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a Kademlia id has %d bytes, not %d".formatted(BYTES, bytes.length));
    }
    return new KademliaId(bytes.clone());
  }

  /** Returns the digest that makes ids; for one thread. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }

  /** {@return the 32 bytes, in an array that is the caller's} */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Returns the bytes without a copy, to be read only. */
  byte[] bytesWithoutCopy() {
    return bytes;
  }

  @Override
  public int compareTo(KademliaId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KademliaId that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** {@return the bytes in 64 hexadecimal digits} */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
