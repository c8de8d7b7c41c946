package dev.cairn.multiformats;

/**
 * Thrown where a digest is to be computed or verified with a hash function that Cairn does not
 * implement, or that needs an optional library which is not on the class path. Multihashes of such
 * functions can be read, stored and compared.
 */
public final class UnsupportedHashException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1;

  /** The multihash code of the function. */
  private final long code;

  UnsupportedHashException(long code, String why) {
    super("hash function " + Multicodec.describe(code) + ": " + why);
    this.code = code;
  }

  /** {@return the multihash code of the function} */
  public long code() {
    return code;
  }
}
