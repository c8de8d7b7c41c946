package dev.cairn.mount;

/** What a {@link MultiBlockstore} does with a damaged or unreadable copy in its cache. */
public enum Healing {
  /** Leaves it as it is, and answers with the copy of an aux. */
  NEVER,

  /** Replaces it by the copy of an aux, when a read has found the one bad and the other good. */
  ON_READ
}
