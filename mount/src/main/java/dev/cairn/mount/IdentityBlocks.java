package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.multiformats.Cid;

/** The blocks that every store has without storing them: those whose CID holds their bytes. */
final class IdentityBlocks {

  /** The most bytes that an identity CID may hold, as IPIP-512 has it. */
  static final int MAX_SIZE = 128;

  private static final int SHOWN_CHARACTERS = 64;

  private IdentityBlocks() {}

  /**
   * Returns whether {@code cid} holds its block's bytes.
   *
   * @throws UnsupportedKeyException if it does, and they are more than {@value #MAX_SIZE}
   */
  static boolean include(Cid cid) {
    if (!cid.multihash().isIdentity()) {
      return false;
    }
    int size = cid.multihash().digestSize();
    if (size > MAX_SIZE) {
      throw new UnsupportedKeyException(
          "the identity CID %s... holds %d bytes, and %d is the most; name these bytes by a hash"
              .formatted(cid.toString().substring(0, SHOWN_CHARACTERS), size, MAX_SIZE));
    }
    return true;
  }

  /** Returns the block of a CID that {@link #include} accepts. */
  static Block block(Cid cid) {
    return Block.wrapUnverified(cid, cid.multihash().digest());
  }
}
