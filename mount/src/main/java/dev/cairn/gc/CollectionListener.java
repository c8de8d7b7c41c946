package dev.cairn.gc;

import dev.cairn.multiformats.Multihash;

/**
 * Is told how a collection goes on. Every method does nothing unless it is overridden.
 *
 * <p>Called in the thread that collects, between two steps: no reader, no writer, no token and no
 * pin waits for a slow listener, only the collection itself does, and whoever wants to collect or
 * remove blocks after it.
 */
public interface CollectionListener {

  /**
   * A phase begins.
   *
   * @param phase which
   */
  default void began(CollectionPhase phase) {}

  /**
   * Blocks were marked.
   *
   * @param blocks how many so far, those that were put meanwhile included; not told for each
   */
  default void marked(long blocks) {}

  /**
   * A block could not be followed; nothing will be deleted.
   *
   * @param failure why
   */
  default void failed(WalkFailure failure) {}

  /**
   * A block was deleted from the first mount, or would have been.
   *
   * @param block which
   * @param bytes its size
   */
  default void swept(Multihash block, long bytes) {}

  /**
   * A block could not be deleted; the sweep goes on.
   *
   * @param failure which, and why
   */
  default void failed(SweepFailure failure) {}
}
