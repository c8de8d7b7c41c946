package dev.cairn.gc;

/** What a collection is doing. */
public enum CollectionPhase {
  /** It waits for an earlier one, and for tokens that were opened before it began. */
  WAITING,

  /** It walks over what the pins reach. */
  MARKING,

  /** It deletes what was not reached, or counts it. */
  SWEEPING,

  /** The store gives back the room, where that was asked for. */
  RECLAIMING
}
