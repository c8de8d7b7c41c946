package dev.cairn.keystore;

import dev.cairn.multiformats.Multihash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/**
 * Records in ascending order, each once, in one array: the length of a record as four bytes, and
 * the record, which is what a key of the {@link CompactLayout} has behind its tag: the first 8
 * bytes of the Kademlia id, and the multihash.
 */
final class SortedRun {

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int HEAD = Integer.BYTES + CompactLayout.ID_BYTES;

  private final byte[] unsorted;
  private final int[] starts;
  private final long[] order;

  /** Where in {@link #order} the place of a record in {@link #starts} is. */
  private final long places;

  private SortedRun(byte[] unsorted, int[] starts, long[] order, long places) {
    this.unsorted = unsorted;
    this.starts = starts;
    this.order = order;
    this.places = places;
  }

  /** Returns the records of the multihashes. */
  static byte[] of(List<Multihash> multihashes) {
    int[] starts = new int[multihashes.size() + 1];
    for (int i = 0; i < multihashes.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], HEAD + multihashes.get(i).size());
    }
    byte[] unsorted = new byte[starts[multihashes.size()]];
    long places = Math.max(1, Integer.highestOneBit(multihashes.size())) * 2L - 1;
    long[] order = encode(multihashes, starts, unsorted, places);
    SortedRun run = new SortedRun(unsorted, starts, order, places);
    run.sort();
    return run.distinct();
  }

  /**
   * Writes the records in the order they came. The result is the id of each, made to sort as a
   * signed number, with its place in the last bits: numbers sort many times faster than records.
   */
  private static long[] encode(
      List<Multihash> multihashes, int[] starts, byte[] unsorted, long places) {
    MessageDigest sha256 = KademliaId.sha256();
    byte[] id = new byte[KademliaId.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(unsorted);
    long[] order = new long[multihashes.size()];
    for (int i = 0; i < order.length; i++) {
      int size = starts[i + 1] - starts[i];
      INT.set(unsorted, starts[i], size - Integer.BYTES);
      multihashes.get(i).writeTo(buffer.position(starts[i] + HEAD));
      sha256.update(unsorted, starts[i] + HEAD, size - HEAD);
      digest(sha256, id);
      System.arraycopy(id, 0, unsorted, starts[i] + Integer.BYTES, CompactLayout.ID_BYTES);
      order[i] = (((long) LONG.get(id, 0) ^ Long.MIN_VALUE) & ~places) | i;
    }
    return order;
  }

  private static void digest(MessageDigest sha256, byte[] id) {
    try {
      sha256.digest(id, 0, id.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 has 32 bytes", e);
    }
  }

  private void sort() {
    Arrays.sort(order);
    for (int i = 1; i < order.length; i++) {
      for (int j = i; j > 0 && isOutOfOrder(j); j--) {
        long earlier = order[j - 1];
        order[j - 1] = order[j];
        order[j] = earlier;
      }
    }
  }

  /** Ids that differ in their last bits alone, or not at all, are looked at whole. */
  private boolean isOutOfOrder(int index) {
    return (order[index - 1] & ~places) == (order[index] & ~places)
        && compare(order[index - 1], order[index]) > 0;
  }

  private int compare(long one, long other) {
    int a = place(one);
    int b = place(other);
    return Arrays.compareUnsigned(
        unsorted,
        starts[a] + Integer.BYTES,
        starts[a + 1],
        unsorted,
        starts[b] + Integer.BYTES,
        starts[b + 1]);
  }

  private int place(long ordered) {
    return (int) (ordered & places);
  }

  private byte[] distinct() {
    byte[] sorted = new byte[unsorted.length];
    int end = 0;
    for (int i = 0; i < order.length; i++) {
      if (i == 0 || compare(order[i - 1], order[i]) != 0) {
        int place = place(order[i]);
        int size = starts[place + 1] - starts[place];
        System.arraycopy(unsorted, starts[place], sorted, end, size);
        end += size;
      }
    }
    return end == sorted.length ? sorted : Arrays.copyOf(sorted, end);
  }
}
