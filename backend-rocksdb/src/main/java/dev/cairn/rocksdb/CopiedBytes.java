package dev.cairn.rocksdb;

import java.util.Arrays;
import org.rocksdb.RocksIterator;

/**
 * Copies keys and values out of an iterator, for one thread at a time. Making an array costs native
 * code more than the bytes of a small one: so in all but the shortest listings these go through
 * buffers that are used again.
 */
final class CopiedBytes {

  private static final int LONGEST_KEY = 256;
  private static final int LARGEST_VALUE = 1024;

  /** After so many entries there may be many more. */
  private static final int FEW = 8;

  private static final byte[] NONE = {};

  private final RocksIterator iterator;
  private byte[] keys = NONE;
  private byte[] values = NONE;

  /** How many keys were read without a buffer. */
  private int withoutBuffer;

  /** Whether the last value was small: the next is mostly of its kind. */
  private boolean isSmall;

  CopiedBytes(RocksIterator iterator) {
    this.iterator = iterator;
  }

  /** {@return the key at which the iterator stands, in an array that is the caller's} */
  byte[] key() {
    if (withoutBuffer < FEW) {
      withoutBuffer++;
      return iterator.key();
    }
    if (keys.length == 0) {
      keys = new byte[LONGEST_KEY];
    }
    int length = iterator.key(keys);
    return length <= keys.length ? Arrays.copyOf(keys, length) : iterator.key();
  }

  /** {@return the value at which the iterator stands, in an array that is the caller's} */
  byte[] value() {
    if (isSmall && withoutBuffer == FEW) {
      if (values.length == 0) {
        values = new byte[LARGEST_VALUE];
      }
      int length = iterator.value(values);
      if (length <= values.length) {
        return Arrays.copyOf(values, length);
      }
    }
    byte[] whole = iterator.value();
    isSmall = whole.length <= LARGEST_VALUE;
    return whole;
  }

  /** {@return the number of bytes of the value at which the iterator stands} */
  int size() {
    return iterator.value(NONE);
  }
}
