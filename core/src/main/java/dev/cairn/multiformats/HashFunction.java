package dev.cairn.multiformats;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A hash function that Cairn computes: by the JDK, or by Bouncy Castle where {@code
 * org.bouncycastle:bcprov-jdk18on} is on the class path.
 *
 * <ul>
 *   <li>By the JDK: identity, sha1, sha2-224, sha2-256, sha2-384, sha2-512, sha2-512-224,
 *       sha2-512-256, sha3-224, sha3-256, sha3-384, sha3-512, dbl-sha2-256.
 *   <li>By Bouncy Castle: blake2b-8 to blake2b-512, blake2s-8 to blake2s-256, blake3, keccak-224,
 *       keccak-256, keccak-384, keccak-512, shake-128, shake-256.
 * </ul>
 *
 * <p>There is one instance of each function. A function of Bouncy Castle is found, named and
 * compared without the library; only computing needs it.
 */
public final class HashFunction {
  private static final Map<Long, HashFunction> BY_CODE = HashCatalogue.byCode();

  /** The digest is the data itself. */
  public static final HashFunction IDENTITY = of(MulticodecTable.IDENTITY);

  /** SHA-1, 20 bytes. Collisions are known; for old data only. */
  public static final HashFunction SHA1 = of(MulticodecTable.SHA1);

  /** SHA-256, 32 bytes: what nearly every block is named by. */
  public static final HashFunction SHA2_256 = of(MulticodecTable.SHA2_256);

  /** SHA-512, 64 bytes. */
  public static final HashFunction SHA2_512 = of(MulticodecTable.SHA2_512);

  /** SHA3-256, 32 bytes. */
  public static final HashFunction SHA3_256 = of(MulticodecTable.SHA3_256);

  /** SHA3-512, 64 bytes. */
  public static final HashFunction SHA3_512 = of(MulticodecTable.SHA3_512);

  /** SHA-256 of SHA-256, 32 bytes: Bitcoin's. */
  public static final HashFunction DBL_SHA2_256 = of(MulticodecTable.DBL_SHA2_256);

  /** BLAKE2b, 32 bytes: Filecoin's. By Bouncy Castle. */
  public static final HashFunction BLAKE2B_256 = of(MulticodecTable.BLAKE2B_256);

  /** BLAKE3, 32 bytes unless a multihash has another size. By Bouncy Castle. */
  public static final HashFunction BLAKE3 = of(MulticodecTable.BLAKE3);

  /** Keccak-256, 32 bytes, as it was before SHA-3: Ethereum's. By Bouncy Castle. */
  public static final HashFunction KECCAK_256 = of(MulticodecTable.KECCAK_256);

  private final long code;
  private final int digestSize;
  private final Output output;
  private final Library library;
  private final DigestEngine engine;

  HashFunction(long code, int digestSize, Output output, Library library, DigestEngine engine) {
    this.code = code;
    this.digestSize = digestSize;
    this.output = output;
    this.library = library;
    this.engine = engine;
  }

  /**
   * {@return the function of a code}
   *
   * @param code a multihash code
   * @throws UnsupportedHashException if Cairn does not implement the function
   */
  public static HashFunction of(long code) {
    HashFunction function = BY_CODE.get(code);
    if (function == null) {
      throw new UnsupportedHashException(code, "Cairn does not implement it");
    }
    return function;
  }

  /**
   * {@return the function of a code; empty if Cairn does not implement it}
   *
   * @param code a multihash code
   */
  public static Optional<HashFunction> find(long code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /**
   * {@return the function of a name of the multicodec table, such as {@code sha2-256}; empty if
   * Cairn lacks it}
   *
   * @param name as in the table, lower case
   */
  public static Optional<HashFunction> find(String name) {
    return Multicodec.find(name).flatMap(row -> find(row.code()));
  }

  /**
   * {@return all functions by ascending code, available or not; the collection cannot be changed}
   */
  public static Collection<HashFunction> all() {
    return BY_CODE.values();
  }

  /** {@return the multihash code} */
  public long code() {
    return code;
  }

  /** {@return the name in the multicodec table, such as {@code sha2-256}} */
  public String name() {
    return Multicodec.find(code).orElseThrow().name();
  }

  /**
   * {@return the number of bytes of a full digest; for a function of extendable output what is
   * customary, and 0 for identity, whose digest is as long as the data}
   */
  public int digestSize() {
    return digestSize;
  }

  /**
   * {@return whether the function can be computed here: false if it needs Bouncy Castle and that is
   * not there}
   */
  public boolean isAvailable() {
    return library == Library.JDK || BouncyCastle.isPresent();
  }

  /**
   * {@return the full digest of bytes; for the multihash see {@link Multihash#digest(HashFunction,
   * byte[])}}
   *
   * @param data not kept
   * @throws UnsupportedHashException if the function is not available
   */
  public byte[] digest(byte[] data) {
    return digest(ByteBuffer.wrap(data));
  }

  /**
   * {@return the full digest of the bytes of a buffer from its position to its limit; the position
   * does not move}
   *
   * @param data not kept
   * @throws UnsupportedHashException if the function is not available
   */
  public byte[] digest(ByteBuffer data) {
    byte[] digest = new byte[digestSizeOf(data)];
    digest(data, digest, 0, digest.length);
    return digest;
  }

  /** {@return the name} */
  @Override
  public String toString() {
    return name();
  }

  /**
   * Writes the digest of data into an array; {@code size} is one that the function can give for the
   * data.
   */
  void digest(ByteBuffer data, byte[] destination, int offset, int size) {
    if (!isAvailable()) {
      throw new UnsupportedHashException(
          code, BouncyCastle.COORDINATES + " is needed on the class path to compute it");
    }
    engine.digest(data, destination, offset, size);
  }

  /** {@return the number of bytes of the full digest of data} */
  int digestSizeOf(ByteBuffer data) {
    return output == Output.AS_DATA ? data.remaining() : digestSize;
  }

  /** {@return whether the function gives as many bytes as are asked for} */
  boolean isExtendable() {
    return output == Output.EXTENDABLE;
  }

  /** How many bytes a function gives. */
  enum Output {
    /** Always its digest size. */
    FIXED,
    /** As many as are asked for. */
    EXTENDABLE,
    /** As many as the data has. */
    AS_DATA
  }

  /** Where a function comes from. */
  enum Library {
    JDK,
    BOUNCY_CASTLE
  }
}
