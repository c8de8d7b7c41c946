package dev.cairn.mount;

import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of several mounts, one mount behind the other; what an earlier mount has is passed
 * over. Takes no memory for it, but for what is written while it runs.
 */
final class UnionListing extends MountsListing<Multihash> {

  private final WatchedWrites writes;
  private final SpareCopies copies;

  /**
   * Written since this began, and not shown since. An earlier mount has them when it is asked, and
   * yet its listing may not have shown them, so they do not count as shown.
   */
  private final Set<Multihash> written = ConcurrentHashMap.newKeySet();

  /**
   * Those of the written whose other copy was removed: that may be the one that would have shown
   * them, and they are looked for at the end.
   */
  private final Queue<Multihash> moved = new ConcurrentLinkedQueue<>();

  private final Consumer<Multihash> watcher = this::removing;

  /**
   * Begins a listing.
   *
   * @param mounts acquired for it
   * @param writes tells this listing what is written
   * @param copies tells this listing what is removed
   */
  @SuppressWarnings("this-escape") // the last steps; only written() and removing() may follow
  UnionListing(
      Lifecycle lifecycle, List<MountedStore> mounts, WatchedWrites writes, SpareCopies copies) {
    super(lifecycle, mounts, mounts);
    this.writes = writes;
    this.copies = copies;
    writes.tell(this);
    copies.watch(watcher);
  }

  /** Takes note that blocks are about to be written. */
  void written(List<Multihash> multihashes) {
    written.addAll(multihashes);
  }

  private void removing(Multihash multihash) {
    if (written.contains(multihash)) {
      moved.add(multihash);
    }
  }

  @Override
  @Nullable Multihash shown(int index, Multihash multihash) {
    boolean earlier = isInEarlier(index, multihash);
    return written.remove(multihash) || !earlier ? multihash : null;
  }

  @Override
  @Nullable Multihash atEnd() {
    for (Multihash next = moved.poll(); next != null; next = moved.poll()) {
      if (written.remove(next) && isInEarlier(mounts().size(), next)) {
        return next;
      }
    }
    return null;
  }

  @Override
  protected void release() {
    writes.forget(this);
    copies.forget(watcher);
    super.release();
  }
}
