package dev.cairn.multiformats;

import dev.cairn.multiformats.HashFunction.Library;
import dev.cairn.multiformats.HashFunction.Output;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hash functions that Cairn computes, each with its multihash code, its size and where it comes
 * from.
 */
final class HashCatalogue {
  private final Map<Long, HashFunction> functions = new TreeMap<>();

  private HashCatalogue() {}

  /** {@return an unmodifiable map of all functions, by ascending code} */
  static Map<Long, HashFunction> byCode() {
    HashCatalogue catalogue = new HashCatalogue();
    catalogue.addJdk();
    catalogue.addBouncyCastle();
    return Collections.unmodifiableMap(new LinkedHashMap<>(catalogue.functions));
  }

  private void addJdk() {
    add(MulticodecTable.IDENTITY, 0, Output.AS_DATA, Library.JDK, HashCatalogue::copy);
    addJdk(MulticodecTable.SHA1, 20, "SHA-1");
    addJdk(MulticodecTable.SHA2_224, 28, "SHA-224");
    addJdk(MulticodecTable.SHA2_384, 48, "SHA-384");
    addJdk(MulticodecTable.SHA2_512, 64, "SHA-512");
    addJdk(MulticodecTable.SHA2_512_224, 28, "SHA-512/224");
    addJdk(MulticodecTable.SHA2_512_256, 32, "SHA-512/256");
    addJdk(MulticodecTable.SHA3_224, 28, "SHA3-224");
    addJdk(MulticodecTable.SHA3_256, 32, "SHA3-256");
    addJdk(MulticodecTable.SHA3_384, 48, "SHA3-384");
    addJdk(MulticodecTable.SHA3_512, 64, "SHA3-512");
    DigestEngine sha256 = addJdk(MulticodecTable.SHA2_256, 32, "SHA-256");
    add(MulticodecTable.DBL_SHA2_256, 32, Output.FIXED, Library.JDK, twice(sha256));
  }

  /**
   * Adds what Bouncy Castle computes, by lambdas: their bodies are resolved when they run, so that
   * nothing here touches {@link BouncyCastleDigests} where the library is absent.
   */
  private void addBouncyCastle() {
    DigestEngine blake2b = (data, to, at, size) -> BouncyCastleDigests.blake2b(data, to, at, size);
    for (int size = 1; size <= 64; size++) {
      addFixed(MulticodecTable.BLAKE2B_8 + size - 1, size, blake2b);
    }
    DigestEngine blake2s = (data, to, at, size) -> BouncyCastleDigests.blake2s(data, to, at, size);
    for (int size = 1; size <= 32; size++) {
      addFixed(MulticodecTable.BLAKE2S_8 + size - 1, size, blake2s);
    }
    DigestEngine keccak = (data, to, at, size) -> BouncyCastleDigests.keccak(data, to, at, size);
    addFixed(MulticodecTable.KECCAK_224, 28, keccak);
    addFixed(MulticodecTable.KECCAK_256, 32, keccak);
    addFixed(MulticodecTable.KECCAK_384, 48, keccak);
    addFixed(MulticodecTable.KECCAK_512, 64, keccak);
    addExtendable(
        MulticodecTable.BLAKE3,
        32,
        (data, to, at, size) -> BouncyCastleDigests.blake3(data, to, at, size));
    addExtendable(
        MulticodecTable.SHAKE_128,
        32,
        (data, to, at, size) -> BouncyCastleDigests.shake128(data, to, at, size));
    addExtendable(
        MulticodecTable.SHAKE_256,
        64,
        (data, to, at, size) -> BouncyCastleDigests.shake256(data, to, at, size));
  }

  private DigestEngine addJdk(long code, int size, String algorithm) {
    DigestEngine engine = new JdkDigest(code, algorithm);
    add(code, size, Output.FIXED, Library.JDK, engine);
    return engine;
  }

  private void addFixed(long code, int size, DigestEngine engine) {
    add(code, size, Output.FIXED, Library.BOUNCY_CASTLE, engine);
  }

  private void addExtendable(long code, int size, DigestEngine engine) {
    add(code, size, Output.EXTENDABLE, Library.BOUNCY_CASTLE, engine);
  }

  private void add(long code, int size, Output output, Library library, DigestEngine engine) {
    functions.put(code, new HashFunction(code, size, output, library, engine));
  }

  private static void copy(ByteBuffer data, byte[] destination, int offset, int size) {
    data.duplicate().get(destination, offset, size);
  }

  private static DigestEngine twice(DigestEngine engine) {
    return (data, destination, offset, size) -> {
      byte[] inner = new byte[size];
      engine.digest(data, inner, 0, size);
      engine.digest(ByteBuffer.wrap(inner), destination, offset, size);
    };
  }
}
