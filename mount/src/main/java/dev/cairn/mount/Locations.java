package dev.cairn.mount;

import dev.cairn.mount.Location.Depth;
import dev.cairn.multiformats.Cid;
import java.util.List;

/** Looks for a block in some mounts. */
final class Locations {

  private Locations() {}

  /** Returns what each mount has of the block, in their order; none fails. */
  static List<Location> of(List<MountedStore> mounts, Cid cid, Depth depth) {
    List<Location> locations = look(mounts, cid, depth);
    return depth == Depth.SIZE && !isOneSize(locations) ? look(mounts, cid, Depth.HASH) : locations;
  }

  private static List<Location> look(List<MountedStore> mounts, Cid cid, Depth depth) {
    return mounts.stream().map(mount -> mount.locate(cid, depth)).toList();
  }

  private static boolean isOneSize(List<Location> locations) {
    return locations.stream()
            .filter(Location::isFound)
            .mapToLong(location -> location.size().orElseThrow())
            .distinct()
            .limit(2)
            .count()
        < 2;
  }
}
