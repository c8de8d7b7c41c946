package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a store, ours or a bare engine. Both get the same keys; a bare engine takes
 * their bytes as they are.
 */
interface KeyValues extends AutoCloseable {

  /** Writes one value. */
  void put(Key key, byte[] value) throws Exception;

  /** Writes several values in one batch, the values in turn. */
  void putAll(List<Key> keys, byte[][] values) throws Exception;

  /** {@return the value, or null where there is none} */
  byte @Nullable [] get(Key key) throws Exception;

  /** {@return how many of these keys have a value, after all those values were read} */
  int getAll(List<Key> keys) throws Exception;

  /** {@return whether there is a value} */
  boolean has(Key key) throws Exception;

  /**
   * {@return the bytes of all values below a key, read one after the other in the order of their
   * keys}
   */
  long scan(Key prefix) throws Exception;

  /** Forces everything to the medium. */
  void sync() throws Exception;

  /**
   * Waits until nothing is written any more in the background, where the engine tells: what reads
   * cost is measured alone, and does not depend on how long ago the writes were.
   */
  void settle() throws Exception;

  @Override
  void close() throws Exception;
}
