package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.NoSpaceException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a store holds and what is promised to writes in progress, held against a {@link Quota}. No
 * I/O happens here.
 */
final class QuotaAccount {

  private final Quota quota;
  private final ReentrantLock lock = new ReentrantLock();
  private final boolean[] reached;
  private Usage held = Usage.NONE;
  private Usage promised = Usage.NONE;

  QuotaAccount(Quota quota) {
    this.quota = quota;
    this.reached = new boolean[quota.watermarks().size()];
  }

  /** Returns what the store holds. */
  Usage held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets room aside for a write.
   *
   * @param growth how much the write adds, nothing below 0
   * @param attempt the write in words, for the message
   * @throws NoSpaceException if there is not as much
   */
  void promise(Usage growth, String attempt) {
    lock.lock();
    try {
      Usage taken = held.plus(promised);
      refuseAbove(quota.maxBytes(), taken.bytes(), growth.bytes(), "bytes", attempt);
      refuseAbove(quota.maxEntries(), taken.entries(), growth.entries(), "entries", attempt);
      promised = promised.plus(growth);
    } finally {
      lock.unlock();
    }
  }

  private static void refuseAbove(
      long limit, long taken, long growth, String unit, String attempt) {
    if (growth > 0 && growth > limit - taken) {
      throw new NoSpaceException(
          "cannot %s: that takes %d %s more, and %d of %d are taken; delete something or raise the quota"
              .formatted(attempt, growth, unit, taken, limit));
    }
  }

  /** Gives back what was set aside, and counts what the write has changed. */
  void settle(Usage promise, Usage change) {
    lock.lock();
    try {
      promised = promised.minus(promise);
      held = held.plus(change);
    } finally {
      lock.unlock();
    }
  }

  /** Begins anew from what was counted while no write was in progress. */
  void reset(Usage counted) {
    lock.lock();
    try {
      held = counted;
    } finally {
      lock.unlock();
    }
  }

  /** Tells those whose watermark was reached since the last time; called without any lock. */
  void announce() {
    if (reached.length == 0) {
      return;
    }
    List<Quota.Watermark> news = new ArrayList<>();
    Usage now;
    lock.lock();
    try {
      now = held;
      for (int i = 0; i < reached.length; i++) {
        Quota.Watermark watermark = quota.watermarks().get(i);
        boolean reachedNow = isReached(watermark, now);
        if (reachedNow && !reached[i]) {
          news.add(watermark);
        }
        reached[i] = reachedNow;
      }
    } finally {
      lock.unlock();
    }
    news.forEach(watermark -> watermark.listener().accept(now));
  }

  private boolean isReached(Quota.Watermark watermark, Usage usage) {
    return usage.bytes() >= watermark.part() * quota.maxBytes()
        || usage.entries() >= watermark.part() * quota.maxEntries();
  }
}
