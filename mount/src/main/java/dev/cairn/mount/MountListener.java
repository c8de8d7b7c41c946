package dev.cairn.mount;

import dev.cairn.multiformats.Cid;
import java.time.Instant;

/**
 * Is told what happens to the mounts of a {@link MultiBlockstore}, in the thread that it happens
 * in. It answers at once and must not use the store; what it throws is logged and goes no further.
 * How often mounts have answered is in {@link MultiBlockstore#health()}.
 */
public interface MountListener {

  /** A listener that takes no notice. */
  MountListener NONE = new MountListener() {};

  /**
   * A damaged or unreadable copy in the cache was replaced.
   *
   * @param cid the block
   * @param source the mount that had a good copy
   */
  default void healed(Cid cid, String source) {}

  /**
   * A block was copied into the cache.
   *
   * @param cid the block
   * @param source the mount that it was read from
   */
  default void promoted(Cid cid, String source) {}

  /**
   * A mount has failed too often in a row, and is not asked for a while.
   *
   * @param mount the name of the mount
   * @param until when it is asked again
   * @param reason its last failure
   */
  default void tripped(String mount, Instant until, RuntimeException reason) {}

  /**
   * A mount that was tripped answers again.
   *
   * @param mount the name of the mount
   */
  default void recovered(String mount) {}
}
