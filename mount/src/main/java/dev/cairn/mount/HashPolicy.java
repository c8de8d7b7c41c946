package dev.cairn.mount;

import dev.cairn.mount.HashNotAllowedException.Reason;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.HashFunction;
import dev.cairn.multiformats.Multihash;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Which multihashes are good enough to name blocks: by which functions they may be made, and how
 * many bytes of a digest there have to be and may be. Immutable; a {@link HashPolicyBlockstore}
 * applies it.
 *
 * <p>Identity is a function like others, but for its digest, which is the data: it may be as short
 * as it likes, and has a maximum of its own.
 */
public final class HashPolicy {

  /** The fewest bytes of a digest, unless another limit is set. */
  public static final int DEFAULT_MIN_DIGEST_SIZE = 20;

  /** The most bytes of a digest, unless another limit is set. */
  public static final int DEFAULT_MAX_DIGEST_SIZE = 128;

  /** The most bytes in an identity multihash, unless another limit is set; as in IPIP-512. */
  public static final int DEFAULT_MAX_IDENTITY_SIZE = IdentityBlocks.MAX_SIZE;

  /**
   * The functions that boxo's verifcid allows by name; of blake2b and blake2s it allows those of at
   * least 20 bytes.
   */
  private static final Set<String> ALLOWED_BY_NAME =
      Set.of(
          "identity",
          "sha1",
          "sha2-256",
          "sha2-512",
          "dbl-sha2-256",
          "sha3-224",
          "sha3-256",
          "sha3-384",
          "sha3-512",
          "keccak-224",
          "keccak-256",
          "keccak-384",
          "keccak-512",
          "shake-256",
          "blake3");

  private static final HashPolicy DEFAULTS = verifcid();

  /** Ascending. */
  private final long[] functions;

  private final int minDigestSize;
  private final int maxDigestSize;
  private final int maxIdentitySize;

  private HashPolicy(Builder builder) {
    this.functions = builder.functions.stream().mapToLong(Long::longValue).toArray();
    this.minDigestSize = builder.minDigestSize;
    this.maxDigestSize = builder.maxDigestSize;
    this.maxIdentitySize = builder.maxIdentitySize;
  }

  private static HashPolicy verifcid() {
    Builder builder = builder();
    for (HashFunction function : HashFunction.all()) {
      boolean blake2 = function.name().startsWith("blake2");
      if (blake2
          ? function.digestSize() >= DEFAULT_MIN_DIGEST_SIZE
          : ALLOWED_BY_NAME.contains(function.name())) {
        builder.allow(function);
      }
    }
    return builder.build();
  }

  /**
   * {@return the policy of Kubo, which is boxo's verifcid: the functions that are held to be secure
   * (and sha1, for Git), digests of 20 to 128 bytes, up to 128 bytes in an identity multihash}
   */
  public static HashPolicy defaults() {
    return DEFAULTS;
  }

  /** {@return a builder that allows no function yet, and has the default limits} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that starts from this policy} */
  public Builder toBuilder() {
    Builder builder =
        builder()
            .minDigestSize(minDigestSize)
            .maxDigestSize(maxDigestSize)
            .maxIdentitySize(maxIdentitySize);
    LongStream.of(functions).forEach(builder::allow);
    return builder;
  }

  /**
   * {@return whether a multihash is allowed}
   *
   * @param multihash any
   */
  public boolean allows(Multihash multihash) {
    int size = multihash.digestSize();
    return allowsFunction(multihash.code())
        && size >= minSizeOf(multihash)
        && size <= maxSizeOf(multihash);
  }

  /**
   * Checks the multihash of a CID.
   *
   * @param cid any CID; its multihash decides
   * @throws HashNotAllowedException if it is not allowed; says which limit it breaks
   */
  public void check(Cid cid) {
    Multihash multihash = cid.multihash();
    int size = multihash.digestSize();
    if (!allowsFunction(multihash.code())) {
      throw new HashNotAllowedException(cid, Reason.FUNCTION, 0);
    }
    if (size < minSizeOf(multihash)) {
      throw new HashNotAllowedException(cid, Reason.DIGEST_TOO_SHORT, minSizeOf(multihash));
    }
    if (size > maxSizeOf(multihash)) {
      throw new HashNotAllowedException(cid, Reason.DIGEST_TOO_LONG, maxSizeOf(multihash));
    }
  }

  private boolean allowsFunction(long code) {
    return Arrays.binarySearch(functions, code) >= 0;
  }

  private int minSizeOf(Multihash multihash) {
    return multihash.isIdentity() ? 0 : minDigestSize;
  }

  private int maxSizeOf(Multihash multihash) {
    return multihash.isIdentity() ? maxIdentitySize : maxDigestSize;
  }

  /** Collects a policy; for one thread. */
  public static final class Builder {

    private final TreeSet<Long> functions = new TreeSet<>();
    private int minDigestSize = DEFAULT_MIN_DIGEST_SIZE;
    private int maxDigestSize = DEFAULT_MAX_DIGEST_SIZE;
    private int maxIdentitySize = DEFAULT_MAX_IDENTITY_SIZE;

    private Builder() {}

    /**
     * Allows a function.
     *
     * @param function which
     * @return this builder
     */
    public Builder allow(HashFunction function) {
      return allow(function.code());
    }

    /**
     * Allows a function that Cairn may not know.
     *
     * @param code its multihash code
     * @return this builder
     */
    public Builder allow(long code) {
      functions.add(code);
      return this;
    }

    /**
     * Forbids a function; nothing happens where it was not allowed.
     *
     * @param code its multihash code
     * @return this builder
     */
    public Builder forbid(long code) {
      functions.remove(code);
      return this;
    }

    /**
     * Sets how short a digest may be; identity is exempt.
     *
     * @param bytes not negative
     * @return this builder
     */
    public Builder minDigestSize(int bytes) {
      this.minDigestSize = requireNotNegative(bytes);
      return this;
    }

    /**
     * Sets how long a digest may be, other than identity's.
     *
     * @param bytes not negative
     * @return this builder
     */
    public Builder maxDigestSize(int bytes) {
      this.maxDigestSize = requireNotNegative(bytes);
      return this;
    }

    /**
     * Sets how many bytes an identity multihash may hold. (Stores that answer identity CIDs
     * themselves refuse more than 128, whatever is set here.)
     *
     * @param bytes not negative
     * @return this builder
     */
    public Builder maxIdentitySize(int bytes) {
      this.maxIdentitySize = requireNotNegative(bytes);
      return this;
    }

    /**
     * {@return the policy}
     *
     * @throws IllegalArgumentException if the shortest digest is longer than the longest
     */
    public HashPolicy build() {
      if (minDigestSize > maxDigestSize) {
        throw new IllegalArgumentException(
            "no digest has at least %d and at most %d bytes"
                .formatted(minDigestSize, maxDigestSize));
      }
      return new HashPolicy(this);
    }

    private static int requireNotNegative(int bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("a digest of " + bytes + " bytes does not exist");
      }
      return bytes;
    }
  }
}
