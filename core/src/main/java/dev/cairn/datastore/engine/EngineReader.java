package dev.cairn.datastore.engine;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bare calls that read an embedded engine: its store as it is, or a snapshot of it.
 *
 * <p>An implementation guards nothing: it is called by any number of threads at once, but never
 * after {@link #close}, and {@code close} only when no other call is in progress and every cursor
 * is closed. Its methods throw whatever the engine throws. Arrays handed in are not kept and not
 * written to; arrays handed out belong to the caller.
 */
public interface EngineReader {

  /** What {@link #size} returns where there is no value. */
  long ABSENT = -1;

  /**
   * {@return the value of a key, or {@code null}}
   *
   * @param key the bytes of the key
   * @throws Exception what the engine throws
   */
  byte @Nullable [] get(byte[] key) throws Exception;

  /**
   * {@return the values of the keys, in their order, with {@code null} for those that are absent}
   *
   * @param keys the bytes of the keys
   * @throws Exception what the engine throws
   */
  default List<byte @Nullable []> getAll(List<byte[]> keys) throws Exception {
    List<byte @Nullable []> values = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      values.add(get(key));
    }
    return values;
  }

  /**
   * {@return the number of bytes of the value of a key, or {@link #ABSENT}}
   *
   * @param key the bytes of the key
   * @throws Exception what the engine throws
   */
  long size(byte[] key) throws Exception;

  /**
   * {@return a cursor over the entries of a range as they are now}
   *
   * @param range the keys; not empty
   * @param direction which way
   * @param projection how much of each entry is needed
   * @throws Exception what the engine throws
   */
  Cursor scan(KeyRange range, Direction direction, Projection projection) throws Exception;

  /**
   * Frees everything that this holds.
   *
   * @throws Exception what the engine throws
   */
  void close() throws Exception;
}
