package dev.cairn.mount;

import dev.cairn.multiformats.Cid;
import java.util.Collection;

/**
 * The ability of a blockstore that remembers what lies in the store below it: to be told that this
 * was changed by others, past it. Where several such stores lie on each other, the outermost tells
 * the others.
 */
public interface Invalidation {

  /**
   * Forgets what is remembered of some blocks, which may have been written or deleted. A question
   * that is asked after this returns is answered from the store.
   *
   * @param cids any CIDs; their multihashes decide
   */
  void invalidate(Collection<Cid> cids);

  /** Forgets all that is remembered. */
  void invalidateAll();
}
