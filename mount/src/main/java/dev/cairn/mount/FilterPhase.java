package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which filters there are at a time: the one that answers and the one that is being built, both
 * told of every write; and how many writes are in progress that know of these and no later ones.
 */
final class FilterPhase {

  private final long epoch;
  private final @Nullable BlockFilter live;
  private final @Nullable BlockFilter building;

  /** Before this one; gone once its writes are known to have ended. */
  private volatile @Nullable FilterPhase previous;

  private final AtomicLong writes = new AtomicLong();
  private final CountDownLatch noWrites = new CountDownLatch(1);
  private volatile boolean over;

  FilterPhase(
      long epoch,
      @Nullable BlockFilter live,
      @Nullable BlockFilter building,
      @Nullable FilterPhase previous) {
    this.epoch = epoch;
    this.live = live;
    this.building = building;
    this.previous = previous;
    if (previous != null) {
      previous.previous = lastBusy(previous.previous);
    }
  }

  long epoch() {
    return epoch;
  }

  /** Returns the filter that answers, or {@code null} where none can yet. */
  @Nullable BlockFilter live() {
    return live;
  }

  /** Tells the filters of a block that is to be written. */
  void add(Multihash multihash) {
    if (live != null) {
      live.add(multihash);
    }
    if (building != null) {
      building.add(multihash);
    }
  }

  /** Begins a write. Counts only where this phase still is the current one afterwards. */
  void beginWrite() {
    writes.incrementAndGet();
  }

  /** Ends a write. */
  void endWrite() {
    if (writes.decrementAndGet() == 0 && over) {
      noWrites.countDown();
    }
  }

  /** Waits until all writes have ended that began before this phase. */
  void awaitEarlierWrites() throws InterruptedException {
    for (FilterPhase phase = previous; phase != null; phase = phase.previous) {
      phase.awaitOwnWrites();
    }
    previous = null;
  }

  private void awaitOwnWrites() throws InterruptedException {
    over = true;
    if (writes.get() != 0) {
      noWrites.await();
    }
  }

  /** Returns the last phase before this one that has writes in progress. None can begin there. */
  private static @Nullable FilterPhase lastBusy(@Nullable FilterPhase past) {
    FilterPhase phase = past;
    while (phase != null && phase.writes.get() == 0) {
      phase = phase.previous;
    }
    return phase;
  }
}
