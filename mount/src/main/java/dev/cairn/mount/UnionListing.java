package dev.cairn.mount;

import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of several mounts, one mount behind the other; what an earlier mount has is passed
 * over. Takes no memory for it, but for what is written while it runs.
 */
final class UnionListing extends MountsListing<Multihash> {

  private final WatchedWrites writes;

  /**
   * Written since this began. An earlier mount has them when it is asked, and yet its listing may
   * not have shown them, so they do not count as shown.
   */
  private final Set<Multihash> written = ConcurrentHashMap.newKeySet();

  /**
   * Begins a listing.
   *
   * @param mounts acquired for it
   * @param writes tells this listing what is written
   */
  @SuppressWarnings("this-escape") // the last step; only written() may follow
  UnionListing(Lifecycle lifecycle, List<MountedStore> mounts, WatchedWrites writes) {
    super(lifecycle, mounts, mounts);
    this.writes = writes;
    writes.tell(this);
  }

  /** Takes note that blocks are about to be written. */
  void written(List<Multihash> multihashes) {
    written.addAll(multihashes);
  }

  @Override
  @Nullable Multihash shown(int index, Multihash multihash) {
    return isInEarlier(index, multihash) && !written.contains(multihash) ? null : multihash;
  }

  @Override
  protected void release() {
    writes.forget(this);
    super.release();
  }
}
