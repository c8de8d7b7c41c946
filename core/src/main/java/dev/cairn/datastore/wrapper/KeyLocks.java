package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Key;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets one thread at a time change a key, where changing takes a look at it first. Keys share a
 * fixed number of locks, so that now and then two different ones wait for each other. Whoever holds
 * some keys must not ask for others.
 */
final class KeyLocks {

  private static final int LOCKS = 256;

  private final List<ReentrantLock> locks =
      Stream.generate(() -> new ReentrantLock()).limit(LOCKS).toList();

  /** What is held until it is closed, by the thread that asked for it. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits until nobody else holds {@code key}. */
  Held hold(Key key) {
    ReentrantLock lock = locks.get(indexOf(key));
    lock.lock();
    return lock::unlock;
  }

  /** Waits until nobody else holds any of {@code keys}. */
  Held hold(Collection<Key> keys) {
    BitSet indexes = new BitSet(LOCKS);
    keys.forEach(key -> indexes.set(indexOf(key)));
    return hold(indexes);
  }

  /** Waits until nobody else holds any key. */
  Held holdAll() {
    BitSet indexes = new BitSet(LOCKS);
    indexes.set(0, LOCKS);
    return hold(indexes);
  }

  /** All threads take several locks in the same order, so that none waits for another for ever. */
  private Held hold(BitSet indexes) {
    indexes.stream().forEach(index -> locks.get(index).lock());
    return () -> indexes.stream().forEach(index -> locks.get(index).unlock());
  }

  private static int indexOf(Key key) {
    return (key.hashCode() * 0x9E3779B9) >>> 24;
  }
}
