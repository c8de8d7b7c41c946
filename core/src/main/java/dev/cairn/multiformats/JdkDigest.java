package dev.cairn.multiformats;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * A hash function of the JDK.
 *
 * <p>Each computation works on a clone of a prototype that is never fed: half the price of asking
 * the providers anew for a small block, and nothing is kept per thread, of which there may be very
 * many.
 */
final class JdkDigest implements DigestEngine {
  private final long code;
  private final String algorithm;

  /**
   * Null until first used: most of the functions never are. Reading and setting it race harmlessly.
   */
  private volatile @Nullable MessageDigest prototype;

  /**
   * @param code the multihash code, for the message where the JDK lacks the algorithm
   * @param algorithm the name in the JDK's standard names
   */
  JdkDigest(long code, String algorithm) {
    this.code = code;
    this.algorithm = algorithm;
  }

  @Override
  public void digest(ByteBuffer data, byte[] destination, int offset, int size) {
    MessageDigest digest = newDigest();
    if (data.hasArray()) {
      digest.update(data.array(), data.arrayOffset() + data.position(), data.remaining());
    } else {
      digest.update(data.duplicate());
    }
    try {
      digest.digest(destination, offset, size);
    } catch (DigestException e) {
      throw new IllegalStateException(algorithm + " does not give " + size + " bytes", e);
    }
  }

  private MessageDigest newDigest() {
    MessageDigest known = prototype;
    if (known == null) {
      known = lookUp();
      prototype = known;
    }
    try {
      return (MessageDigest) known.clone();
    } catch (CloneNotSupportedException e) {
      return lookUp();
    }
  }

  private MessageDigest lookUp() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new UnsupportedHashException(code, "no security provider of this JVM has " + algorithm);
    }
  }
}
