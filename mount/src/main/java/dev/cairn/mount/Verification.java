package dev.cairn.mount;

/** When a blockstore checks that the bytes of a block have the hash that its CID names. */
public enum Verification {
  /** Never: the bytes are handed out as they lie in the store. */
  NONE,

  /** At each read, at the cost of hashing the block; what does not fit is refused as corrupt. */
  ON_READ
}
