package dev.cairn.car;

/** What an export does about a block that the store does not hold. */
public enum MissingBlocks {

  /** It fails with a {@link MissingBlockException}. */
  FAIL,

  /** It goes on without the block and what only it leads to, and counts it. */
  SKIP
}
