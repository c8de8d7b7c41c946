package dev.cairn.mount;

import dev.cairn.multiformats.Multihash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * A Bloom filter of multihashes whose bits for one element lie in one cache line: a question costs
 * one access to memory. It never denies what was added; what was not, it affirms at a rate.
 *
 * <p>Any number of threads add and ask at once, without locks. The hash is seeded, so that nobody
 * outside can choose blocks that collide.
 */
final class BlockFilter {

  static final int LINE_WORDS = 8;

  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

  /** So many positions in a line are cut from one hash of 64 bits. */
  private static final int POSITIONS_A_HASH = 7;

  private static final int POSITION_BITS = 9;
  private static final int LINE_BITS = 1 << POSITION_BITS;
  private static final long MIXER = 0x9E3779B97F4A7C15L;

  private final FilterShape shape;
  private final long seed;
  private final long[] words;
  private final LongAdder added = new LongAdder();

  /**
   * Makes an empty filter.
   *
   * @param shape how large it is
   * @param seed of the hash
   */
  BlockFilter(FilterShape shape, long seed) {
    this(shape, seed, new long[shape.words()], 0);
  }

  /** Makes the filter that was saved. */
  BlockFilter(FilterShape shape, long seed, long[] words, long added) {
    this.shape = shape;
    this.seed = seed;
    this.words = words;
    this.added.add(added);
  }

  FilterShape shape() {
    return shape;
  }

  long seed() {
    return seed;
  }

  /** Returns the bits, which other threads may be adding to. */
  long word(int index) {
    return (long) WORDS.getVolatile(words, index);
  }

  /** Adds an element; whoever asks later, in any thread, finds it. */
  void add(Multihash multihash) {
    long hash = multihash.hash(seed);
    int line = lineOf(hash);
    long fresh = 0;
    long positions = 0;
    for (int probe = 0; probe < shape.probes(); probe++) {
      positions = positions(hash, probe, positions);
      int position = (int) positions & (LINE_BITS - 1);
      long bit = 1L << position;
      int index = line + (position >>> 6);
      if ((word(index) & bit) == 0) {
        long before = (long) WORDS.getAndBitwiseOr(words, index, bit);
        fresh |= ~before & bit;
      }
    }
    if (fresh != 0) {
      added.increment();
    }
  }

  /** Returns whether an element may have been added; false is certain. */
  boolean mightContain(Multihash multihash) {
    long hash = multihash.hash(seed);
    int line = lineOf(hash);
    long positions = 0;
    for (int probe = 0; probe < shape.probes(); probe++) {
      positions = positions(hash, probe, positions);
      int position = (int) positions & (LINE_BITS - 1);
      if ((word(line + (position >>> 6)) & (1L << position)) == 0) {
        return false;
      }
    }
    return true;
  }

  /** The high half of the product of the hash, unsigned, and the number of lines. */
  private int lineOf(long hash) {
    long lines = shape.lines();
    return (int) (Math.multiplyHigh(hash, lines) + ((hash >> 63) & lines)) * LINE_WORDS;
  }

  /** Returns a number whose lowest bits are the position of a probe. */
  private static long positions(long hash, int probe, long previous) {
    return probe % POSITIONS_A_HASH == 0
        ? mix(hash + (probe + 1) * MIXER)
        : previous >>> POSITION_BITS;
  }

  /** The finalizer of MurmurHash3. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  /** Returns how many different elements were added, less those few that changed no bit. */
  long added() {
    return added.sum();
  }

  /** Returns whether there are more elements than the filter was made for. */
  boolean isSaturated() {
    return added() > shape.capacity();
  }

  /** Returns the rate at which it affirms what was not added, from its bits; reads all of them. */
  double falsePositiveRate() {
    double sum = 0;
    for (int line = 0; line < words.length; line += LINE_WORDS) {
      int set = 0;
      for (int i = line; i < line + LINE_WORDS; i++) {
        set += Long.bitCount(word(i));
      }
      sum += Math.pow((double) set / LINE_BITS, shape.probes());
    }
    return sum / shape.lines();
  }
}
