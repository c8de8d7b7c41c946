package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.List;

/**
 * A block that lies in more than one mount of a {@link MultiBlockstore}.
 *
 * @param multihash the block
 * @param mounts the names of the mounts, in the order of lookup; at least two
 * @param size bytes of one copy
 */
public record Duplicate(Multihash multihash, List<String> mounts, long size) {

  /** {@return the bytes that all copies but one take} */
  public long spareBytes() {
    return size * (mounts.size() - 1);
  }
}
