package dev.cairn.multiformats;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Xof;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * The hash functions of Bouncy Castle. The one class that names its types: it may be used only
 * where {@link BouncyCastle#isPresent()}, and nothing else of the package needs the library.
 */
final class BouncyCastleDigests {
  private static final int CHUNK_SIZE = 8 * 1024;

  private BouncyCastleDigests() {}

  static void blake2b(ByteBuffer data, byte[] destination, int offset, int size) {
    fixed(new Blake2bDigest(size * Byte.SIZE), data, destination, offset);
  }

  static void blake2s(ByteBuffer data, byte[] destination, int offset, int size) {
    fixed(new Blake2sDigest(size * Byte.SIZE), data, destination, offset);
  }

  static void keccak(ByteBuffer data, byte[] destination, int offset, int size) {
    fixed(new KeccakDigest(size * Byte.SIZE), data, destination, offset);
  }

  static void blake3(ByteBuffer data, byte[] destination, int offset, int size) {
    extendable(new Blake3Digest(), data, destination, offset, size);
  }

  static void shake128(ByteBuffer data, byte[] destination, int offset, int size) {
    extendable(new SHAKEDigest(128), data, destination, offset, size);
  }

  static void shake256(ByteBuffer data, byte[] destination, int offset, int size) {
    extendable(new SHAKEDigest(256), data, destination, offset, size);
  }

  private static void fixed(Digest digest, ByteBuffer data, byte[] destination, int offset) {
    update(digest, data);
    digest.doFinal(destination, offset);
  }

  private static void extendable(
      Xof digest, ByteBuffer data, byte[] destination, int offset, int size) {
    update(digest, data);
    digest.doFinal(destination, offset, size);
  }

  private static void update(Digest digest, ByteBuffer data) {
    if (data.hasArray()) {
      digest.update(data.array(), data.arrayOffset() + data.position(), data.remaining());
      return;
    }
    ByteBuffer rest = data.duplicate();
    byte[] chunk = new byte[Math.min(CHUNK_SIZE, rest.remaining())];
    while (rest.hasRemaining()) {
      int length = Math.min(chunk.length, rest.remaining());
      rest.get(chunk, 0, length);
      digest.update(chunk, 0, length);
    }
  }
}
