package dev.cairn.mount;

import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.List;

/** The blocks of several mounts as each lists them, those that lie in several as often. */
final class CopyListing extends MountsListing<BlockCopy> {

  CopyListing(Lifecycle lifecycle, List<MountedStore> mounts) {
    super(lifecycle, mounts, mounts);
  }

  @Override
  BlockCopy shown(int index, Multihash multihash) {
    return new BlockCopy(mounts().get(index).name(), multihash);
  }
}
