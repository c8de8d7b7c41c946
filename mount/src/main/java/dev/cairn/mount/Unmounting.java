package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes mounts away, and looks beforehand what would be lost with them. */
final class Unmounting {

  private static final int EXAMPLES = 10;

  private final Lifecycle lifecycle;
  private final LiveMounts live;
  private final SpareCopies copies;
  private final CacheFills fills;

  Unmounting(Lifecycle lifecycle, LiveMounts live, SpareCopies copies, CacheFills fills) {
    this.lifecycle = lifecycle;
    this.live = live;
    this.copies = copies;
    this.fills = fills;
  }

  /** Takes a mount away, whatever is lost with it. */
  void unmount(String name) {
    live.remove(live.current().getAux(name));
  }

  /**
   * Takes a mount away unless blocks were lost with it. While it looks, nobody counts on the mount.
   *
   * @param kept the blocks that must stay
   * @return how many were copied into the cache
   */
  long unmount(String name, Iterator<Multihash> kept, Stranded stranded) {
    MountedStore mount = live.current().getAux(name);
    mount.beginLeaving();
    try {
      copies.awaitRemovals();
      long rescued = 0;
      switch (stranded) {
        case REFUSE -> refuse(mount, kept);
        case RESCUE -> rescued = rescue(mount, kept);
      }
      live.remove(mount);
      return rescued;
    } catch (RuntimeException e) {
      mount.stay();
      throw e;
    }
  }

  private void refuse(MountedStore mount, Iterator<Multihash> kept) {
    long count = 0;
    List<Multihash> examples = new ArrayList<>();
    while (kept.hasNext()) {
      lifecycle.requireOpen();
      Multihash multihash = kept.next();
      if (stranded(mount, multihash) != null) {
        count++;
        if (examples.size() < EXAMPLES) {
          examples.add(multihash);
        }
      }
    }
    if (count > 0) {
      throw new StrandedBlocksException(mount.name(), count, examples);
    }
  }

  private long rescue(MountedStore mount, Iterator<Multihash> kept) {
    MountedStore cache = live.cache();
    long rescued = 0;
    while (kept.hasNext()) {
      lifecycle.requireOpen();
      Block block = stranded(mount, kept.next());
      if (block != null) {
        fills.fill(block, () -> cache.store().overwrite(block));
        rescued++;
      }
    }
    if (rescued > 0) {
      cache.run(() -> "sync", () -> cache.store().sync());
    }
    return rescued;
  }

  /**
   * Returns the block where this mount has the only good copy of it, {@code null} elsewhere.
   *
   * @throws RuntimeException if the mount cannot say
   */
  @Nullable Block stranded(MountedStore mount, Multihash multihash) {
    Cid cid = Cid.rawOf(multihash);
    if (multihash.isIdentity()
        || mount.ask(Question.HAS, cid) == null
        || copies.elsewhere(mount, cid).isPresent()) {
      return null;
    }
    try {
      return mount.verified(cid);
    } catch (CorruptDataException e) {
      return null;
    }
  }
}
