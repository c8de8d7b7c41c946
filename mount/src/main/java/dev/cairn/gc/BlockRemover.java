package dev.cairn.gc;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.mount.Location.Depth;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.mount.Removal;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Removes copies of blocks from one mount, as far as pins allow it. */
final class BlockRemover {

  private final Pins pins;
  private final MultiBlockstore blocks;
  private final Epoch epoch;
  private final String mount;
  private final Blockstore store;
  private final CancellationToken cancellation;

  /** Those that another mount has a good copy of, as it seems; the removal makes sure of it. */
  private final Set<Multihash> spare = new HashSet<>();

  /** Those that no pin keeps. */
  private final Set<Multihash> loose = new HashSet<>();

  BlockRemover(Pins pins, Epoch epoch, String mount, CancellationToken cancellation) {
    this.pins = pins;
    this.blocks = pins.blocks();
    this.epoch = epoch;
    this.mount = mount;
    this.store =
        blocks
            .mount(mount)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no mount '%s'; there are %s".formatted(mount, blocks.mounts())));
    this.cancellation = cancellation;
  }

  List<Removal> remove(List<Cid> cids) {
    sort(cids);
    List<Removal> removals = new ArrayList<>();
    for (Cid cid : cids) {
      cancellation.check("remove " + cid);
      boolean removed = remove(cid);
      removals.add(Removal.of(removed, blocks.locate(cid, Depth.EXISTENCE)));
    }
    return removals;
  }

  /** Finds out on what grounds each may be removed. */
  private void sort(List<Cid> cids) {
    List<Cid> doubtful = new ArrayList<>();
    for (Cid cid : cids) {
      cancellation.check("look for other copies of " + cid);
      if (cid.multihash().isIdentity() || !store.has(cid)) {
        continue;
      }
      if (blocks.upkeep().findOtherCopy(mount, cid).isPresent()) {
        spare.add(cid.multihash());
      } else {
        doubtful.add(cid);
      }
    }
    pins.whyAnyKept(doubtful, cancellation)
        .ifPresent(
            reason -> {
              throw new PinnedBlockException(asked(doubtful, reason), mount, reason);
            });
    doubtful.forEach(cid -> loose.add(cid.multihash()));
  }

  private static Cid asked(List<Cid> cids, KeepReason reason) {
    Cid kept = reason.path().get(reason.path().size() - 1);
    return cids.stream()
        .filter(cid -> cid.multihash().equals(kept.multihash()))
        .findFirst()
        .orElse(kept);
  }

  private boolean remove(Cid cid) {
    boolean isSpare = spare.contains(cid.multihash());
    boolean mayGo = isSpare || loose.contains(cid.multihash());
    if (!mayGo || !store.has(cid)) {
      return false;
    }
    AtomicBoolean removed = new AtomicBoolean();
    epoch.sweep(
        List.of(cid.multihash()),
        unmarked -> {
          if (isSpare) {
            removed.set(blocks.upkeep().removeSpareCopy(mount, cid).isPresent());
          } else {
            store.delete(cid);
            removed.set(true);
          }
        });
    if (!removed.get()) {
      throw new PinnedBlockException(cid, mount);
    }
    return true;
  }
}
