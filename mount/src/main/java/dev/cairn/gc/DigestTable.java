package dev.cairn.gc;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys of one length, each with seven bits of its own, in flat arrays.
 *
 * <p>It is cut into segments by the hash. A segment is an open-addressing table that is filled to
 * 17 twentieths and then grows by a third. The segments begin with different capacities, so that
 * they grow one after the other and never all at once: a key takes its own length and a byte, times
 * 1.36 at every size of the set, where segments that grow together would take 1.18 to 1.57 times as
 * much; and while one segment grows, the others take no second copy.
 *
 * <p>Any number of threads may call at once; a segment is locked for the moment of one change, and
 * looked at without a lock.
 */
final class DigestTable {

  private static final int SEGMENT_BITS = 12;
  private static final int SEGMENTS = 1 << SEGMENT_BITS;

  /** The capacity that the first segment begins with. */
  private static final int SMALLEST = 4;

  private static final double GROWTH = 4.0 / 3;

  /** The part of the slots that stays free. */
  private static final double FREE = 3.0 / 20;

  /** The part that stays free where nobody has the time to make room. */
  private static final double FREE_IN_HASTE = 1.0 / 20;

  /** The bit of a tag that says that the slot is taken; the others are the key's own. */
  private static final int TAKEN = 0x80;

  /** How many longs a key has. */
  private final int words;

  private final LongAdder size;
  private final AtomicReferenceArray<@Nullable Segment> segments =
      new AtomicReferenceArray<>(SEGMENTS);

  /**
   * Creates an empty set.
   *
   * @param size counts the keys
   */
  DigestTable(int words, LongAdder size) {
    this.words = words;
    this.size = size;
  }

  /**
   * Adds a key and sets bits of it.
   *
   * @param bits of the lowest seven
   * @return the key's bits before, or -1 where it was not there
   */
  int add(long[] key, long hash, int bits) {
    Segment segment = segment(hash);
    long stamp = segment.lock.writeLock();
    try {
      if (segment.isFullBut(FREE)) {
        segment.grow();
      }
      return segment.add(key, hash, bits);
    } finally {
      segment.lock.unlockWrite(stamp);
    }
  }

  /**
   * Adds a key if that is done at once: if no other thread is at its segment, and no room has to be
   * made.
   *
   * @return whether the key is there now
   */
  boolean addAtOnce(long[] key, long hash) {
    Segment segment = segment(hash);
    if (segment.isSeen(key, hash)) {
      return true;
    }
    long stamp = segment.lock.tryWriteLock();
    if (stamp == 0) {
      return false;
    }
    try {
      if (segment.isFullBut(FREE_IN_HASTE)) {
        return segment.slots.contains(key, hash);
      }
      segment.add(key, hash, 0);
      return true;
    } finally {
      segment.lock.unlockWrite(stamp);
    }
  }

  boolean contains(long[] key, long hash) {
    Segment segment = segments.get(indexOf(hash));
    return segment != null && (segment.isSeen(key, hash) || segment.contains(key, hash));
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
      segments.compareAndSet(index, null, new Segment(index));
      segment = segments.get(index);
    }
    return Objects.requireNonNull(segment);
  }

  /** One part of the keys. */
  private final class Segment {
    final StampedLock lock = new StampedLock();
    final double beginning;
    int growths;
    int taken;

    /** Replaced as a whole, so that whoever looks without the lock never sees halves of two. */
    Slots slots;

    Segment(int index) {
      this.beginning = SMALLEST * Math.pow(GROWTH, (double) index / SEGMENTS);
      this.slots = new Slots(words, (int) Math.ceil(beginning));
    }

    /** Looks without a lock; where somebody changes the segment meanwhile, nothing is seen. */
    boolean isSeen(long[] key, long hash) {
      long stamp = lock.tryOptimisticRead();
      return stamp != 0 && slots.contains(key, hash) && lock.validate(stamp);
    }

    boolean contains(long[] key, long hash) {
      long stamp = lock.readLock();
      try {
        return slots.contains(key, hash);
      } finally {
        lock.unlockRead(stamp);
      }
    }

    boolean isFullBut(double free) {
      int capacity = slots.capacity();
      return taken >= capacity - Math.max(1, (int) Math.ceil(capacity * free));
    }

    int add(long[] key, long hash, int bits) {
      int slot = slots.find(key, hash);
      int tag = slots.tags[slot];
      if (tag != 0) {
        slots.tags[slot] = (byte) (tag | bits);
        return tag & ~TAKEN & 0xff;
      }
      slots.fill(slot, key, 0, (byte) (TAKEN | bits));
      taken++;
      size.increment();
      return -1;
    }

    void grow() {
      Slots larger = new Slots(words, capacityAfter(growths + 1));
      larger.addAll(slots);
      slots = larger;
      growths++;
    }

    private int capacityAfter(int growth) {
      double capacity = Math.ceil(beginning * Math.pow(GROWTH, growth));
      return Math.max(slots.capacity() + 1, Math.toIntExact((long) capacity));
    }

    long heapBytes() {
      return (long) slots.keys.length * Long.BYTES + slots.tags.length;
    }
  }

  /** An open-addressing table, in which at least one slot is free. */
  private static final class Slots {
    final int words;
    final long[] keys;
    final byte[] tags;

    Slots(int words, int capacity) {
      this.words = words;
      this.keys = new long[Math.multiplyExact(capacity, words)];
      this.tags = new byte[capacity];
    }

    int capacity() {
      return tags.length;
    }

    boolean contains(long[] key, long hash) {
      return tags[find(key, hash)] != 0;
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

    void fill(int slot, long[] from, int at, byte tag) {
      System.arraycopy(from, at, keys, slot * words, words);
      tags[slot] = tag;
    }

    /** Adds what another one holds, and this one does not. */
    void addAll(Slots others) {
      for (int i = 0; i < others.tags.length; i++) {
        if (others.tags[i] != 0) {
          int at = i * words;
          int slot = start(hashOf(others.keys, at, words), tags.length);
          while (tags[slot] != 0) {
            slot = slot + 1 == tags.length ? 0 : slot + 1;
          }
          fill(slot, others.keys, at, others.tags[i]);
        }
      }
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
    return hashOf(key, 0, key.length);
  }

  private static long hashOf(long[] keys, int from, int words) {
    long hash = Seed.VALUE;
    for (int i = from; i < from + words; i++) {
      hash = (hash ^ keys[i]) * 0x9E37_79B9_7F4A_7C15L;
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
