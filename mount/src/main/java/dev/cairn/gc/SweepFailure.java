package dev.cairn.gc;

import dev.cairn.multiformats.Multihash;

/**
 * A block that was to be deleted and is still there.
 *
 * @param block which
 * @param cause why
 */
public record SweepFailure(Multihash block, RuntimeException cause) {

  /** {@return the block, and why} */
  @Override
  public String toString() {
    return block + ": " + cause.getMessage();
  }
}
