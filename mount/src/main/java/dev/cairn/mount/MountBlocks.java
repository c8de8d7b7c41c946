package dev.cairn.mount;

import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.List;

/** The blocks of one mount. */
final class MountBlocks extends MountsListing<Multihash> {

  MountBlocks(Lifecycle lifecycle, MountedStore acquired) {
    super(lifecycle, List.of(acquired), List.of(acquired));
  }

  @Override
  Multihash shown(int index, Multihash multihash) {
    return multihash;
  }
}
