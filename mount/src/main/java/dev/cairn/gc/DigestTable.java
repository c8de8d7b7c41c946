package dev.cairn.gc;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys of one length, each with seven bits of its own, in flat arrays.
 *
 * <p>It is cut into segments by the hash. A segment is an open-addressing table that is filled to
 * four fifths and then grows by an eighth, so that a key takes its own length and a byte, times
 * {@code 1.25} to {@code 1.41}; and while one segment grows, the others take no second copy.
 *
 * <p>Any number of threads may call at once; a segment is locked for the moment of one access.
 */
final class DigestTable {

  private static final int SEGMENT_BITS = 12;
  private static final int SEGMENTS = 1 << SEGMENT_BITS;
  private static final int SMALLEST = 4;
  private static final int SPINS = 200;

  /** The bit of a tag that says that the slot is taken; the others are the key's own. */
  private static final int TAKEN = 0x80;

  /** How many longs a key has. */
  private final int words;

  private final LongAdder waited;
  private final AtomicReferenceArray<@Nullable Segment> segments =
      new AtomicReferenceArray<>(SEGMENTS);

  /**
   * Creates an empty set.
   *
   * @param waited is told of the nanoseconds for which callers waited for each other
   */
  DigestTable(int words, LongAdder waited) {
    this.words = words;
    this.waited = waited;
  }

  /**
   * Adds a key and sets bits of it.
   *
   * @param bits of the lowest seven
   * @return the key's bits before, or -1 where it was not there
   */
  int add(long[] key, long hash, int bits) {
    Segment segment = segment(hash);
    segment.lock(waited);
    try {
      return segment.add(key, hash, bits);
    } finally {
      segment.lock.unlock();
    }
  }

  boolean contains(long[] key, long hash) {
    Segment segment = segments.get(indexOf(hash));
    if (segment == null) {
      return false;
    }
    segment.lock(waited);
    try {
      return segment.tags[segment.find(key, hash)] != 0;
    } finally {
      segment.lock.unlock();
    }
  }

  /** Returns the bytes of the arrays. */
  long heapBytes() {
    long bytes = 0;
    for (int i = 0; i < SEGMENTS; i++) {
      Segment segment = segments.get(i);
      if (segment != null) {
        bytes += segment.heapBytes();
      }
    }
    return bytes;
  }

  private static int indexOf(long hash) {
    return (int) (hash >>> (Long.SIZE - SEGMENT_BITS));
  }

  private Segment segment(long hash) {
    int index = indexOf(hash);
    Segment segment = segments.get(index);
    if (segment == null) {
      segments.compareAndSet(index, null, new Segment(words));
      segment = segments.get(index);
    }
    return java.util.Objects.requireNonNull(segment);
  }

  /** One part of the keys. */
  private static final class Segment {
    final ReentrantLock lock = new ReentrantLock();
    final int words;
    long[] keys;
    byte[] tags;
    int size;

    Segment(int words) {
      this.words = words;
      this.keys = new long[SMALLEST * words];
      this.tags = new byte[SMALLEST];
    }

    /** Takes the lock; only where it is held by another is there something to measure. */
    void lock(LongAdder waited) {
      if (!lock.tryLock()) {
        long start = System.nanoTime();
        lockHeldByAnother();
        waited.add(System.nanoTime() - start);
      }
    }

    /** It is held for less than it takes to go to sleep, unless the segment grows. */
    private void lockHeldByAnother() {
      for (int i = 0; i < SPINS; i++) {
        Thread.onSpinWait();
        if (lock.tryLock()) {
          return;
        }
      }
      lock.lock();
    }

    int add(long[] key, long hash, int bits) {
      int slot = find(key, hash);
      int tag = tags[slot];
      if (tag != 0) {
        tags[slot] = (byte) (tag | bits);
        return tag & ~TAKEN & 0xff;
      }
      if (size >= tags.length - Math.max(1, tags.length / 5)) {
        grow();
        slot = find(key, hash);
      }
      System.arraycopy(key, 0, keys, slot * words, words);
      tags[slot] = (byte) (TAKEN | bits);
      size++;
      return -1;
    }

    /** Returns the slot of the key, or the free one where it belongs. */
    int find(long[] key, long hash) {
      int slot = start(hash, tags.length);
      while (tags[slot] != 0 && !isAt(slot, key)) {
        slot = slot + 1 == tags.length ? 0 : slot + 1;
      }
      return slot;
    }

    private boolean isAt(int slot, long[] key) {
      int at = slot * words;
      return keys[at] == key[0] && Arrays.equals(keys, at, at + words, key, 0, words);
    }

    private void grow() {
      long[] oldKeys = keys;
      byte[] oldTags = tags;
      int capacity = Math.addExact(oldTags.length, Math.max(SMALLEST, oldTags.length / 8));
      keys = new long[Math.multiplyExact(capacity, words)];
      tags = new byte[capacity];
      long[] key = new long[words];
      for (int i = 0; i < oldTags.length; i++) {
        if (oldTags[i] != 0) {
          System.arraycopy(oldKeys, i * words, key, 0, words);
          int slot = find(key, hashOf(key));
          System.arraycopy(key, 0, keys, slot * words, words);
          tags[slot] = oldTags[i];
        }
      }
    }

    long heapBytes() {
      return (long) keys.length * Long.BYTES + tags.length;
    }

    /** The low half of the hash, spread over the slots; the high bits have chosen the segment. */
    private static int start(long hash, int capacity) {
      return (int) (((hash & 0xFFFF_FFFFL) * capacity) >>> 32);
    }
  }

  /**
   * Returns the hash of a key. Digests may be chosen by a stranger, who does not know the seed of
   * this process.
   */
  static long hashOf(long[] key) {
    long hash = Seed.VALUE;
    for (long word : key) {
      hash = (hash ^ word) * 0x9E37_79B9_7F4A_7C15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xBF58_476D_1CE4_E5B9L;
    hash ^= hash >>> 32;
    hash *= 0x94D0_49BB_1331_11EBL;
    return hash ^ (hash >>> 29);
  }

  /** Chance, drawn once. */
  private static final class Seed {
    static final long VALUE = new java.security.SecureRandom().nextLong();

    private Seed() {}
  }
}
