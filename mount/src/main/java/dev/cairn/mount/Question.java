package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about a block in one mount. The constants capture nothing, so that asking costs
 * no memory.
 *
 * @param verb what is attempted, before the CID, in messages
 * @param asking asks one mount
 * @param <R> the answer; there is none where the mount does not have the block
 */
record Question<R>(String verb, Asking<R> asking) {

  /** The block, checked by nobody but the store. */
  static final Question<Block> READ =
      new Question<>("read", (mount, cid) -> mount.store().get(cid).orElse(null));

  /** The block, checked. */
  static final Question<Block> GET =
      new Question<>("get", (mount, cid) -> checked(mount.store().get(cid).orElse(null)));

  /** Whether it is there. */
  static final Question<Boolean> HAS =
      new Question<>("look for", (mount, cid) -> mount.store().has(cid) ? Boolean.TRUE : null);

  /** Its number of bytes. */
  static final Question<OptionalLong> SIZE =
      new Question<>("get the size of", (mount, cid) -> some(mount.store().size(cid)));

  /** Returns the answer of a mount, or {@code null} where it does not have the block. */
  @Nullable R put(MountedStore mount, Cid cid) {
    return asking.ask(mount, cid);
  }

  private static @Nullable OptionalLong some(OptionalLong size) {
    return size.isPresent() ? size : null;
  }

  private static @Nullable Block checked(@Nullable Block block) {
    return block == null ? null : block.verify();
  }

  /** Asks one mount. */
  @FunctionalInterface
  interface Asking<R> {
    @Nullable R ask(MountedStore mount, Cid cid);
  }
}
