package dev.cairn.mount;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.GuardedIterator;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of several mounts, one mount behind the other; what an earlier mount has is passed
 * over. Takes no memory for it, but for what is written while it runs.
 */
final class UnionListing extends GuardedIterator<Multihash> {

  private final List<NamedBlockstore> mounts;
  private final WatchedWrites writes;

  /**
   * Written to the first mount since this began. The first mount has them when it is asked, and yet
   * its listing may not have shown them, so they do not count as shown.
   */
  private final Set<Multihash> written = ConcurrentHashMap.newKeySet();

  private @Nullable CloseableIterator<Multihash> listing;
  private int current;

  /**
   * Begins a listing.
   *
   * @param writes tells this listing what is written to the first mount
   */
  @SuppressWarnings("this-escape") // the last step; only written() may follow
  UnionListing(Lifecycle lifecycle, List<NamedBlockstore> mounts, WatchedWrites writes) {
    super(lifecycle);
    this.mounts = mounts;
    this.writes = writes;
    writes.tell(this);
  }

  /** Takes note that blocks are about to be written to the first mount. */
  void written(List<Multihash> multihashes) {
    written.addAll(multihashes);
  }

  @Override
  protected @Nullable Multihash advance() {
    for (; current < mounts.size(); current++) {
      Multihash fresh = nextOf(mounts.get(current));
      if (fresh != null) {
        return fresh;
      }
    }
    return null;
  }

  private @Nullable Multihash nextOf(NamedBlockstore mount) {
    try {
      if (listing == null) {
        listing = mount.store().list();
      }
      while (listing.hasNext()) {
        Multihash multihash = listing.next();
        if (!wasShown(multihash)) {
          return multihash;
        }
      }
      listing.close();
      listing = null;
      return null;
    } catch (RuntimeException e) {
      throw mount.failure("list the blocks", e);
    }
  }

  private boolean wasShown(Multihash multihash) {
    for (NamedBlockstore earlier : mounts.subList(0, current)) {
      if (has(earlier, multihash)) {
        return !written.contains(multihash);
      }
    }
    return false;
  }

  private static boolean has(NamedBlockstore mount, Multihash multihash) {
    try {
      return mount.store().has(Cid.rawOf(multihash));
    } catch (RuntimeException e) {
      throw mount.failure("look for a block", e);
    }
  }

  @Override
  protected void release() {
    writes.forget(this);
    if (listing != null) {
      listing.close();
    }
  }
}
