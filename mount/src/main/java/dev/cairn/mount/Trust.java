package dev.cairn.mount;

/**
 * What the owner of a {@link MultiBlockstore} holds of a store behind the cache: whether a copy
 * there makes one in the cache needless.
 */
public enum Trust {
  /**
   * What this store has, it keeps, as a read-only disk or an archive does: a block that it holds is
   * not written to the cache.
   */
  TRUSTED,

  /** What this store has may change or go away: a block is written to the cache all the same. */
  UNTRUSTED
}
