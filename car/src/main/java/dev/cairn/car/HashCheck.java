package dev.cairn.car;

/** Which blocks are hashed to find out whether their CID names their bytes. */
public enum HashCheck {

  /**
   * Every block. One whose hash function cannot be computed here is refused, as nobody can say what
   * it is.
   */
  ALL,

  /** Every block whose hash function can be computed here; others are taken as they are. */
  WHERE_COMPUTABLE,

  /** None: for archives and stores that were verified before. */
  NONE
}
