package dev.cairn.gc;

import java.util.List;

/**
 * What became of the removal of one copy of a block.
 *
 * @param removed whether the copy was there and is gone
 * @param stillIn the mounts that say that they hold the block, in the order of lookup
 */
public record BlockRemoval(boolean removed, List<String> stillIn) {

  /** Creates an outcome. */
  public BlockRemoval {
    stillIn = List.copyOf(stillIn);
  }
}
