package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a block: whether it is held, and how many bytes it has where that is known too.
 * The size says nothing about absence: an empty block has the size 0.
 *
 * @param isHeld whether the store has the block
 * @param size its size; nothing where it is absent, or was found without a look at its size
 */
record Knowledge(boolean isHeld, OptionalLong size) {

  static final Knowledge ABSENT = new Knowledge(false, OptionalLong.empty());

  /** Held, of a size that was not asked for. */
  static final Knowledge HELD = new Knowledge(true, OptionalLong.empty());

  static Knowledge ofHas(boolean held) {
    return held ? HELD : ABSENT;
  }

  static Knowledge ofSize(OptionalLong size) {
    return size.isPresent() ? new Knowledge(true, size) : ABSENT;
  }

  static Knowledge ofBlock(Optional<Block> block) {
    return block.isPresent() ? ofBytes(block.get().size()) : ABSENT;
  }

  static Knowledge ofBytes(long size) {
    return new Knowledge(true, OptionalLong.of(size));
  }

  boolean isComplete() {
    return !isHeld || size.isPresent();
  }
}
