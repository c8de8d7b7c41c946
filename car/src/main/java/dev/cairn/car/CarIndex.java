package dev.cairn.car;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Where the blocks of an archive stand, by fingerprints of their multihashes: 27 to 53 bytes of
 * heap a block, in open addressing. Two multihashes with one fingerprint are told apart by whoever
 * reads what stands there. The fingerprints are keyed, so that nobody can make an archive of
 * collisions.
 *
 * <p>Filled by one thread, then read by any number.
 */
final class CarIndex {

  private static final int LEAST_SLOTS = 16;

  /** No more slots than an array has. */
  private static final int MOST_SLOTS = 1 << 30;

  private final long key = new SecureRandom().nextLong();
  private long[] fingerprints = new long[LEAST_SLOTS];
  private long[] offsets = new long[LEAST_SLOTS];

  /** The length of the section; 0 where the slot is free. */
  private int[] lengths = new int[LEAST_SLOTS];

  private int size;

  /** Returns the number of sections. */
  int size() {
    return size;
  }

  /** Returns the fingerprint of a multihash in this index. */
  long fingerprint(Multihash multihash) {
    ByteBuffer bytes = multihash.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long state = key;
    while (bytes.remaining() >= Long.BYTES) {
      state = mixed(state ^ bytes.getLong());
    }
    while (bytes.hasRemaining()) {
      state = mixed(state ^ (bytes.get() + 0x100L));
    }
    return state;
  }

  /** The finaliser of SplitMix64 (Stafford's variant 13). */
  private static long mixed(long value) {
    long once = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
    return twice ^ (twice >>> 31);
  }

  /** Adds a section; there may be others with its fingerprint. */
  void add(long fingerprint, long offset, int length) {
    if (size >= fingerprints.length / 4 * 3) {
      grow();
    }
    insert(fingerprint, offset, length);
    size++;
  }

  private void insert(long fingerprint, long offset, int length) {
    int slot = home(fingerprint);
    while (lengths[slot] != 0) {
      slot = following(slot);
    }
    fingerprints[slot] = fingerprint;
    offsets[slot] = offset;
    lengths[slot] = length;
  }

  private void grow() {
    if (fingerprints.length == MOST_SLOTS) {
      throw new DatastoreException(
          "an archive of more than " + size + " blocks has no room in an index; split it");
    }
    long[] oldFingerprints = fingerprints;
    long[] oldOffsets = offsets;
    int[] oldLengths = lengths;
    int slots = 2 * oldLengths.length;
    fingerprints = new long[slots];
    offsets = new long[slots];
    lengths = new int[slots];
    for (int slot = 0; slot < oldLengths.length; slot++) {
      if (oldLengths[slot] != 0) {
        insert(oldFingerprints[slot], oldOffsets[slot], oldLengths[slot]);
      }
    }
  }

  /** Returns a slot of a section with this fingerprint, or -1 where there is none. */
  int first(long fingerprint) {
    return from(home(fingerprint), fingerprint);
  }

  /** Returns the slot after {@code slot} of another section with its fingerprint, or -1. */
  int next(int slot) {
    return from(following(slot), fingerprints[slot]);
  }

  private int from(int start, long fingerprint) {
    int slot = start;
    while (lengths[slot] != 0) {
      if (fingerprints[slot] == fingerprint) {
        return slot;
      }
      slot = following(slot);
    }
    return -1;
  }

  private int home(long fingerprint) {
    return (int) fingerprint & (fingerprints.length - 1);
  }

  private int following(int slot) {
    return (slot + 1) & (fingerprints.length - 1);
  }

  /** Returns the first byte in the file of the section of a slot. */
  long offset(int slot) {
    return offsets[slot];
  }

  /** Returns the bytes of the section of a slot, its own length included. */
  int length(int slot) {
    return lengths[slot];
  }
}
