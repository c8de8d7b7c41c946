package dev.cairn.blockstore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Multihash;

/**
 * The capability to list blocks in an order that stays the same, so that a listing can be gone on
 * with later, after a restart too.
 */
public interface OrderedListing {

  /**
   * {@return the multihashes of all blocks, each once, in the order of this store} The listing
   * completes or throws. The caller closes it.
   */
  CloseableIterator<Multihash> listInOrder();

  /**
   * {@return the multihashes of the blocks behind one, each once, in the order of this store} The
   * listing completes or throws. The caller closes it.
   *
   * @param last the last that was seen; it need not be there any more
   */
  CloseableIterator<Multihash> listInOrderAfter(Multihash last);
}
