package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes copies on the strength of other copies, so that no two removals of one block count on
 * each other's, nor on one in a mount that is being taken away.
 */
final class SpareCopies {

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private static final int STRIPES = 64;

  private final LiveMounts live;

  /** Held from the look for another copy to the removal: only removals wait for each other. */
  private final ReentrantLock[] stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

  /** How many removals there were, those included that have only begun. */
  private final AtomicLong begun = new AtomicLong();

  private final Set<Consumer<Multihash>> watchers = ConcurrentHashMap.newKeySet();

  SpareCopies(LiveMounts live) {
    this.live = live;
  }

  /** Returns a number that is another once a removal has begun. */
  long removals() {
    return begun.get();
  }

  /** Begins to tell whoever goes from mount to mount what is removed, each before it is. */
  void watch(Consumer<Multihash> watcher) {
    watchers.add(watcher);
  }

  /** Ends to tell one of those that watch. */
  void forget(Consumer<Multihash> watcher) {
    watchers.remove(watcher);
  }

  /**
   * Removes the copy of a mount where another holds one whose hash is right.
   *
   * @param removal removes it
   * @return where the other copy is, or nothing where there is none and nothing was removed
   */
  Optional<Copy> remove(MountedStore from, Cid cid, Runnable removal) {
    ReentrantLock stripe = stripes[Math.floorMod(cid.multihash().hashCode(), STRIPES)];
    stripe.lock();
    try {
      Optional<Copy> other = elsewhere(from, cid);
      if (other.isPresent()) {
        begun.incrementAndGet();
        watchers.forEach(watcher -> watcher.accept(cid.multihash()));
        removal.run();
      }
      return other;
    } finally {
      stripe.unlock();
    }
  }

  /** Returns a copy with the right hash in another mount that is there to stay. */
  Optional<Copy> elsewhere(MountedStore from, Cid cid) {
    for (MountedStore mount : live.current().all()) {
      if (mount == from) {
        continue;
      }
      Block block = verifiedIn(mount, cid);
      if (block != null && !mount.isLeaving()) {
        return Optional.of(new Copy(mount, block));
      }
    }
    return Optional.empty();
  }

  private static @Nullable Block verifiedIn(MountedStore mount, Cid cid) {
    try {
      return mount.verified(cid);
    } catch (RuntimeException e) {
      log.debug("{}; no copy there is counted on", e.getMessage());
      return null;
    }
  }

  /** Waits for the removals in progress, each of which may count on a mount that is leaving. */
  void awaitRemovals() {
    for (ReentrantLock stripe : stripes) {
      stripe.lock();
      try {
        // Whoever held it when this began has ended.
      } finally {
        stripe.unlock();
      }
    }
  }

  /** A copy with the right hash. */
  record Copy(MountedStore mount, Block block) {}
}
