package dev.cairn.gc;

import dev.cairn.multiformats.Multihash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a walk has met: which multihashes, and which of them read by which codec. Exact:
 * neither question is ever answered by chance.
 *
 * <p>A multihash of sha2-256 with its 32 bytes takes about 45 bytes of heap, whether it was met as
 * a leaf or read by some of the first seven codecs that are not leaves; any other multihash takes
 * its own length, rounded up to eight, and a byte, times 1.36.
 *
 * <p>Any number of threads may call at once. Who calls {@link #keep} does not wait for the others.
 */
final class BlockSet {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int SHA2_256 = 0x12;
  private static final int SHA2_256_SIZE = 32;
  private static final int HEADER = 2;

  /** Longer multihashes, which nobody uses, are kept as they are. */
  private static final int MOST_WORDS = 32;

  /** So many blocks are put aside before those who put them add them themselves. */
  private static final int MOST_ASIDE = 1 << 16;

  /** As many codecs have a bit of their own. */
  private static final int CODEC_BITS = 7;

  private final LongAdder size = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();
  private final DigestTable sha2 = newTable(SHA2_256_SIZE / Long.BYTES);

  /** By the number of words that all bytes of the multihash take; it tells its own length. */
  private final AtomicReferenceArray<@Nullable DigestTable> others =
      new AtomicReferenceArray<>(MOST_WORDS + 1);

  private final ConcurrentHashMap<Multihash, Boolean> longOnes = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Integer> codecs = new ConcurrentHashMap<>();
  private final AtomicLong codecCount = new AtomicLong();

  /** What was read by a codec without a bit, or is too long for the tables. */
  private final ConcurrentHashMap<Visit, Boolean> otherVisits = new ConcurrentHashMap<>();

  /** Blocks that could not be added at once; all but {@link #keep} add them first. */
  private final Queue<Multihash> aside = new ConcurrentLinkedQueue<>();

  private final AtomicInteger asideCount = new AtomicInteger();

  private final ReentrantLock takingIn = new ReentrantLock();

  private record Visit(Multihash multihash, long codec) {}

  private DigestTable newTable(int words) {
    return new DigestTable(words, size);
  }

  /**
   * Adds a block, and waits for nobody, but where very many blocks were kept and none was marked or
   * asked for.
   */
  void keep(Multihash multihash) {
    byte[] bytes = multihash.toBytes();
    boolean isAdded;
    if (isSha2(bytes)) {
      long[] key = key(bytes, HEADER, SHA2_256_SIZE / Long.BYTES);
      isAdded = sha2.addAtOnce(key, DigestTable.hashOf(key));
    } else if (wordsOf(bytes) > MOST_WORDS) {
      isAdded = longOnes.containsKey(multihash);
    } else {
      int words = wordsOf(bytes);
      long[] key = key(bytes, 0, words);
      isAdded = table(words).addAtOnce(key, DigestTable.hashOf(key));
    }
    if (!isAdded) {
      addLater(multihash);
    }
  }

  private void addLater(Multihash multihash) {
    if (asideCount.get() < MOST_ASIDE) {
      asideCount.incrementAndGet();
      aside.add(multihash);
      return;
    }
    long start = System.nanoTime();
    add(multihash, 0);
    waitedNanos.add(System.nanoTime() - start);
  }

  /** Adds what was put aside; at the end, all is there that was put aside before the beginning. */
  private void takeIn() {
    if (aside.peek() == null) {
      return;
    }
    takingIn.lock();
    try {
      // taken away only when it is there, since others look at the queue without the lock
      for (Multihash next = aside.peek(); next != null; next = aside.peek()) {
        add(next, 0);
        aside.remove();
        asideCount.decrementAndGet();
      }
    } finally {
      takingIn.unlock();
    }
  }

  /** Adds a block; returns whether it was not there. */
  boolean mark(Multihash multihash) {
    takeIn();
    return add(multihash, 0) < 0;
  }

  /** Adds a block that is read by a codec; returns whether it was not yet read by this one. */
  boolean visit(Multihash multihash, long codec) {
    takeIn();
    int index = codecs.computeIfAbsent(codec, c -> (int) codecCount.getAndIncrement());
    if (index >= CODEC_BITS || wordsOf(multihash.toBytes()) > MOST_WORDS) {
      add(multihash, 0);
      return otherVisits.putIfAbsent(new Visit(multihash, codec), Boolean.TRUE) == null;
    }
    int before = add(multihash, 1 << index);
    return before < 0 || (before & (1 << index)) == 0;
  }

  boolean contains(Multihash multihash) {
    takeIn();
    byte[] bytes = multihash.toBytes();
    if (isSha2(bytes)) {
      long[] key = key(bytes, HEADER, SHA2_256_SIZE / Long.BYTES);
      return sha2.contains(key, DigestTable.hashOf(key));
    }
    int words = wordsOf(bytes);
    if (words > MOST_WORDS) {
      return longOnes.containsKey(multihash);
    }
    DigestTable table = others.get(words);
    long[] key = key(bytes, 0, words);
    return table != null && table.contains(key, DigestTable.hashOf(key));
  }

  /** Returns the number of blocks. */
  long size() {
    takeIn();
    return size.sum();
  }

  /** Returns for how many nanoseconds callers of {@link #keep} have waited. */
  long waitedNanos() {
    return waitedNanos.sum();
  }

  /** Returns the bytes of the arrays that hold the blocks. */
  long heapBytes() {
    long bytes = sha2.heapBytes();
    for (int i = 0; i <= MOST_WORDS; i++) {
      DigestTable table = others.get(i);
      bytes += table == null ? 0 : table.heapBytes();
    }
    return bytes;
  }

  private int add(Multihash multihash, int bits) {
    byte[] bytes = multihash.toBytes();
    if (isSha2(bytes)) {
      long[] key = key(bytes, HEADER, SHA2_256_SIZE / Long.BYTES);
      return sha2.add(key, DigestTable.hashOf(key), bits);
    }
    int words = wordsOf(bytes);
    if (words <= MOST_WORDS) {
      long[] key = key(bytes, 0, words);
      return table(words).add(key, DigestTable.hashOf(key), bits);
    }
    if (longOnes.putIfAbsent(multihash, Boolean.TRUE) != null) {
      return 0;
    }
    size.increment();
    return -1;
  }

  private DigestTable table(int words) {
    DigestTable table = others.get(words);
    if (table == null) {
      others.compareAndSet(words, null, newTable(words));
      table = others.get(words);
    }
    return Objects.requireNonNull(table);
  }

  private static boolean isSha2(byte[] bytes) {
    return bytes.length == HEADER + SHA2_256_SIZE
        && bytes[0] == SHA2_256
        && bytes[1] == SHA2_256_SIZE;
  }

  private static int wordsOf(byte[] bytes) {
    return (bytes.length + Long.BYTES - 1) / Long.BYTES;
  }

  /** Returns the bytes from an index on as longs, with zeros behind the end. */
  private static long[] key(byte[] bytes, int from, int words) {
    byte[] whole =
        bytes.length >= from + words * Long.BYTES
            ? bytes
            : Arrays.copyOf(bytes, from + words * Long.BYTES);
    long[] key = new long[words];
    for (int i = 0; i < words; i++) {
      key[i] = (long) LONGS.get(whole, from + i * Long.BYTES);
    }
    return key;
  }
}
