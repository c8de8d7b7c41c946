package dev.cairn.keystore;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One whole set of multihashes in a datastore of its own, and how many use it. Once it is retired
 * and the last reader has let go, it is closed and destroyed.
 */
final class Generation {

  private static final Logger log = LoggerFactory.getLogger(Generation.class);

  private final long number;
  private final DatastoreKeystore keystore;

  /** One for being the set in force, and one for each reader; at 0 it is over. */
  private final AtomicInteger users = new AtomicInteger(1);

  private volatile @Nullable Runnable destruction;
  private volatile @Nullable Thread waiting;

  Generation(long number, DatastoreKeystore keystore) {
    this.number = number;
    this.keystore = keystore;
  }

  long number() {
    return number;
  }

  DatastoreKeystore keystore() {
    return keystore;
  }

  /** Returns the bytes of its files, to be told; 0 where the datastore cannot say. */
  long bytes() {
    try {
      return keystore.diskUsage().orElse(0);
    } catch (RuntimeException e) {
      log.debug("{} cannot say how much room it takes", keystore, e);
      return 0;
    }
  }

  /** Begins a use, which {@link #release} ends; refused where the generation is over. */
  boolean tryAcquire() {
    int current = users.get();
    while (current > 0) {
      if (users.compareAndSet(current, current + 1)) {
        return true;
      }
      current = users.get();
    }
    return false;
  }

  /** Ends a use, and the generation with it where it was the last. */
  void release() {
    if (users.decrementAndGet() > 0) {
      LockSupport.unpark(waiting);
      return;
    }
    Runnable last = destruction;
    if (last != null) {
      last.run();
    }
  }

  /**
   * Takes the generation out of force and waits for its readers. For one call.
   *
   * @param patience how long to wait
   * @param leftToReaders destroys the generation once the last reader has let go; does not throw
   * @return whether no reader is left, so that it is up to the caller to destroy the generation
   */
  boolean retire(Duration patience, Runnable leftToReaders) {
    awaitReaders(patience);
    destruction = leftToReaders;
    return users.decrementAndGet() == 0;
  }

  private void awaitReaders(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    waiting = Thread.currentThread();
    while (users.get() > 1) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    waiting = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
