package dev.cairn.gc;

import dev.cairn.multiformats.Multihash;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers what was put lately, by slices of time: a block counts as fresh for the period, and up
 * to an eighth longer. What was put before this began is not known, so all blocks count as fresh
 * for one period from then on.
 */
final class FreshBlocks {

  private static final int SLICES = 8;

  private final Duration period;
  private final Clock clock;
  private final Instant start;
  private final ReentrantLock rotating = new ReentrantLock();

  /** The youngest is the last; replaced, never changed. */
  private volatile List<Slice> slices;

  /** What was put before a moment, and not before the slice of the moment before. */
  private record Slice(Instant end, BlockSet blocks) {}

  FreshBlocks(Duration period, Clock clock) {
    this.period = period;
    this.clock = clock;
    this.start = clock.instant();
    this.slices = List.of(sliceFrom(start));
  }

  private Slice sliceFrom(Instant begin) {
    return new Slice(begin.plus(period.dividedBy(SLICES)), new BlockSet());
  }

  /** Takes note of blocks that are put now. */
  void note(List<Multihash> blocks) {
    BlockSet current = current(clock.instant()).blocks;
    blocks.forEach(current::keep);
  }

  private Slice current(Instant now) {
    Slice last = lastOf(slices);
    if (now.isBefore(last.end)) {
      return last;
    }
    rotating.lock();
    try {
      if (!now.isBefore(lastOf(slices).end)) {
        List<Slice> kept = new ArrayList<>(slices);
        kept.removeIf(slice -> isPast(slice, now));
        kept.add(sliceFrom(now));
        slices = List.copyOf(kept);
      }
      return lastOf(slices);
    } finally {
      rotating.unlock();
    }
  }

  private static Slice lastOf(List<Slice> slices) {
    return slices.get(slices.size() - 1);
  }

  private boolean isPast(Slice slice, Instant now) {
    return !now.isBefore(slice.end.plus(period));
  }

  /** Returns whether a block was put lately, as far as is known. */
  boolean isFresh(Multihash block) {
    Instant now = clock.instant();
    return now.isBefore(start.plus(period))
        || slices.stream().anyMatch(slice -> !isPast(slice, now) && slice.blocks.contains(block));
  }
}
