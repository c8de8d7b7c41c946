package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts how often blocks were asked for, in a table of fixed size without a lock. Two blocks of
 * one place drive each other out, so that a count may be too low, never too high but for two blocks
 * of one 32-bit hash.
 */
final class HitCounts {

  /** The highest count. */
  static final int MOST = 0xFFFF;

  private static final int PLACES = 1 << 13;

  /** The hash in the upper half, the count in the lower. */
  private final AtomicLongArray places = new AtomicLongArray(PLACES);

  /** Returns how often this block was asked for, with this time. */
  int hit(Multihash multihash) {
    int hash = hash(multihash);
    long counted = places.updateAndGet(place(hash), old -> next(old, hash));
    return (int) counted & MOST;
  }

  private static long next(long old, int hash) {
    if ((int) (old >>> Integer.SIZE) != hash) {
      return ((long) hash << Integer.SIZE) | 1;
    }
    return (old & MOST) == MOST ? old : old + 1;
  }

  /** Begins anew with this block. */
  void forget(Multihash multihash) {
    int hash = hash(multihash);
    places.updateAndGet(place(hash), old -> (int) (old >>> Integer.SIZE) == hash ? 0 : old);
  }

  private static int hash(Multihash multihash) {
    return multihash.hashCode() * 0x9E3779B9;
  }

  private static int place(int hash) {
    return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(PLACES));
  }
}
