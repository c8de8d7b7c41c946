package dev.cairn.mount;

import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.Location.Depth;
import dev.cairn.mount.Location.Status;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks that lie in more than one of some mounts, each once. Takes no memory for it. */
final class DuplicateListing extends MountsListing<Duplicate> {

  DuplicateListing(Lifecycle lifecycle, List<MountedStore> mounts, List<MountedStore> acquired) {
    super(lifecycle, mounts, acquired);
  }

  /** What is in the last mount alone is no duplicate, and the others have what is not. */
  @Override
  int listed() {
    return mounts().size() - 1;
  }

  @Override
  @Nullable Duplicate shown(int index, Multihash multihash) {
    if (isInEarlier(index, multihash)) {
      return null;
    }
    List<Location> copies =
        Locations.of(mounts().subList(index, mounts().size()), Cid.rawOf(multihash), Depth.SIZE)
            .stream()
            .peek(DuplicateListing::requireKnown)
            .filter(Location::isFound)
            .toList();
    return copies.size() < 2
        ? null
        : new Duplicate(
            multihash,
            copies.stream().map(Location::name).toList(),
            copies.get(0).size().orElseThrow());
  }

  private static void requireKnown(Location location) {
    if (location.status() == Status.ERROR) {
      throw location.error().orElseThrow();
    }
  }
}
