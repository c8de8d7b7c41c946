package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Multihash;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What is being written to the first mount, told to the listings that run meanwhile: to those that
 * have begun when a write begins, and to those that begin before it ends. What somebody wants to
 * put, written in the end or not, is told to an observer.
 */
final class WatchedWrites {

  private final Set<Write> writes = ConcurrentHashMap.newKeySet();
  private final Set<UnionListing> listings = ConcurrentHashMap.newKeySet();

  private final AtomicReference<@Nullable PutObserver> observer = new AtomicReference<>();

  /** Tells an observer of all that is announced; there is room for one. */
  void observe(PutObserver added) {
    if (!observer.compareAndSet(null, added)) {
      throw new IllegalStateException(
          "the puts of this multi-blockstore are observed already; close the pins that do, or use them");
    }
  }

  /** Ends to tell an observer. */
  void stopObserving(PutObserver removed) {
    observer.compareAndSet(removed, null);
  }

  /** Tells the observer of blocks that somebody wants to put, before anybody looks for them. */
  void announce(Collection<Block> blocks) {
    PutObserver told = observer.get();
    if (told != null) {
      told.beforePut(blocks.stream().map(block -> block.cid().multihash()).toList());
    }
  }

  /** Writes, and tells the listings beforehand. */
  void run(List<Multihash> written, Runnable writing) {
    Write write = new Write(written);
    writes.add(write);
    try {
      listings.forEach(listing -> listing.written(written));
      writing.run();
    } finally {
      writes.remove(write);
    }
  }

  /**
   * Begins to tell a listing, which has not looked into any mount yet. A write that is over by now
   * is one that the listing will find.
   */
  void tell(UnionListing listing) {
    listings.add(listing);
    writes.forEach(write -> listing.written(write.multihashes));
  }

  /** Ends to tell a listing. */
  void forget(UnionListing listing) {
    listings.remove(listing);
  }

  /** One write; equal to no other, of the same blocks or not. */
  private static final class Write {
    final List<Multihash> multihashes;

    Write(List<Multihash> multihashes) {
      this.multihashes = multihashes;
    }
  }
}
