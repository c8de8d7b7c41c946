package dev.cairn.gc;

/** How much a pin keeps. */
public enum PinMode {
  /** The block itself, and nothing that it links to. */
  DIRECT,

  /** The block and all that can be reached from it. */
  RECURSIVE
}
