package dev.cairn.multiformats;

import java.nio.ByteBuffer;

/**
 * Computes the digests of one hash function. Stateless towards its callers and safe for any number
 * of threads.
 */
@FunctionalInterface
interface DigestEngine {
  /**
   * Hashes the bytes of a buffer from its position to its limit, and leaves the buffer as it was.
   *
   * @param size the number of bytes to write, one that the function can give
   */
  void digest(ByteBuffer data, byte[] destination, int offset, int size);
}
