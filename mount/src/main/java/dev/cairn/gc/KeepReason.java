package dev.cairn.gc;

import dev.cairn.multiformats.Cid;
import java.util.List;

/**
 * Why a block is kept: which pin reaches it, and on which way.
 *
 * @param pin one that reaches the block; there may be others
 * @param path from the pinned CID to the block, both included; one CID where the block itself is
 *     pinned
 */
public record KeepReason(Pin pin, List<Cid> path) {

  /** Creates a reason. */
  public KeepReason {
    path = List.copyOf(path);
  }

  /** {@return whether the block is kept only since a pinned one links to it} */
  public boolean isIndirect() {
    return path.size() > 1;
  }
}
