package dev.cairn.datastore.engine;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bare calls of an embedded engine, of which {@link EngineDatastore} makes a datastore.
 *
 * <p>An implementation guards nothing: it is called by any number of threads at once, but never
 * after {@link #close}, and {@code close} only when no other call is in progress and every cursor
 * is closed. Its methods throw whatever the engine throws; {@link #diagnose} says what that means.
 * Arrays handed in are not kept and not written to; arrays handed out belong to the caller.
 */
public interface StorageEngine {

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
   * Sets a value, with the durability of the engine's options.
   *
   * @param key the bytes of the key
   * @param value the bytes of the value
   * @throws Exception what the engine throws
   */
  void put(byte[] key, byte[] value) throws Exception;

  /**
   * Removes a value, with the durability of the engine's options.
   *
   * @param key the bytes of the key
   * @throws Exception what the engine throws
   */
  void delete(byte[] key) throws Exception;

  /**
   * Applies writes in their order, all of them or none.
   *
   * @param operations the writes
   * @param durability at least this; the engine's options may ask for more
   * @throws Exception what the engine throws
   */
  void write(Iterable<Operation> operations, Durability durability) throws Exception;

  /**
   * Forces all writes that have returned to the medium.
   *
   * @throws Exception what the engine throws
   */
  void sync() throws Exception;

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
   * Frees everything the engine holds.
   *
   * @throws Exception what the engine throws
   */
  void close() throws Exception;

  /**
   * {@return what a failure of one of these methods means}
   *
   * @param failure the exception that it threw
   */
  EngineFault diagnose(Exception failure);

  /** A native iterator at work, for one thread at a time. */
  interface Cursor {

    /**
     * {@return the next entry, or {@code null} where the range is exhausted, and only there: an
     * iterator that stopped over an error has to throw it}
     *
     * @throws Exception what the engine throws
     */
    @Nullable Entry advance() throws Exception;

    /** Frees what the cursor holds. Called once. */
    void close();
  }
}
