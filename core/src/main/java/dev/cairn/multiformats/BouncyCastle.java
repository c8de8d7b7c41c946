package dev.cairn.multiformats;

/** Tells whether Bouncy Castle, an optional dependency, can be used. */
final class BouncyCastle {
  /** What a user adds to the class path. */
  static final String COORDINATES = "org.bouncycastle:bcprov-jdk18on";

  /** The youngest of the classes that {@link BouncyCastleDigests} uses. */
  private static final String YOUNGEST_CLASS = "org.bouncycastle.crypto.digests.Blake3Digest";

  private BouncyCastle() {}

  static boolean isPresent() {
    return Presence.PRESENT;
  }

  /** Looked up once, when a function of the library is first used. */
  private static final class Presence {
    static final boolean PRESENT = lookUp();

    private Presence() {}

    private static boolean lookUp() {
      try {
        Class.forName(YOUNGEST_CLASS, false, BouncyCastle.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException | LinkageError e) {
        return false;
      }
    }
  }
}
