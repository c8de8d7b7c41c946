package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;

/**
 * A block is larger than a {@link SizeLimitBlockstore} takes. Nothing was written, and no
 * repetition helps: the data has to be cut into smaller blocks, or the limit to be raised.
 */
public final class BlockTooLargeException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** The number of bytes of the block. */
  private final int size;

  /** The most bytes that are taken. */
  private final int limit;

  BlockTooLargeException(Cid cid, int size, int limit) {
    super(
        "cannot put %s: it has %d bytes, and %d are the most; cut the data into smaller blocks"
            .formatted(cid, size, limit));
    this.size = size;
    this.limit = limit;
  }

  /** {@return the number of bytes of the block} */
  public int size() {
    return size;
  }

  /** {@return the most bytes that are taken} */
  public int limit() {
    return limit;
  }
}
