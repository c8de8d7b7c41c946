package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;

/**
 * A {@link HashPolicy} does not allow the multihash of a CID. Nothing was read or written, and no
 * repetition helps: the block has to be named by another hash, or the policy to be changed.
 */
public final class HashNotAllowedException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private static final int SHOWN_CHARACTERS = 64;

  /** What the policy does not allow. */
  private final Reason reason;

  /** The multihash code of the function. */
  private final long function;

  /** The number of bytes of the digest. */
  private final int digestSize;

  /** The number of bytes that it is measured by. */
  private final int limit;

  HashNotAllowedException(Cid cid, Reason reason, int limit) {
    super(describe(cid, reason, limit));
    this.reason = reason;
    this.function = cid.multihash().code();
    this.digestSize = cid.multihash().digestSize();
    this.limit = limit;
  }

  private static String describe(Cid cid, Reason reason, int limit) {
    Multihash multihash = cid.multihash();
    String function =
        Multicodec.find(multihash.code())
            .map(Multicodec::name)
            .orElseGet(() -> "0x" + Long.toHexString(multihash.code()));
    String why =
        switch (reason) {
          case FUNCTION -> "the hash function %s is not allowed".formatted(function);
          case DIGEST_TOO_SHORT ->
              "its %s digest has %d bytes, and at least %d are needed"
                  .formatted(function, multihash.digestSize(), limit);
          case DIGEST_TOO_LONG ->
              "its %s digest has %d bytes, and %d are the most"
                  .formatted(function, multihash.digestSize(), limit);
        };
    return "%s is refused: %s; name these bytes by another hash".formatted(shown(cid), why);
  }

  /** An identity CID may be as long as a block. */
  private static String shown(Cid cid) {
    String text = cid.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  /** {@return what is not allowed} */
  public Reason reason() {
    return reason;
  }

  /** {@return the multihash code of the hash function} */
  public long function() {
    return function;
  }

  /** {@return the number of bytes of the digest} */
  public int digestSize() {
    return digestSize;
  }

  /** {@return the limit that the digest breaks, in bytes; 0 where the function is not allowed} */
  public int limit() {
    return limit;
  }

  /** What a policy does not allow. */
  public enum Reason {
    /** The hash function. */
    FUNCTION,

    /** So few bytes of a digest. */
    DIGEST_TOO_SHORT,

    /** So many bytes of a digest. */
    DIGEST_TOO_LONG
  }
}
