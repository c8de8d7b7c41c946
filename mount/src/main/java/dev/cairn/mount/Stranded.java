package dev.cairn.mount;

/**
 * What becomes of an unmount where blocks that must stay have their only good copy in that mount.
 */
public enum Stranded {
  /** It is refused with {@link StrandedBlocksException}, and the mount stays. */
  REFUSE,

  /** They are copied into the cache, durably, before the mount goes. */
  RESCUE
}
