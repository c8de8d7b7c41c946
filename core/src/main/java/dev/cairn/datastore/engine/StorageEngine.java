package dev.cairn.datastore.engine;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.OperationList.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The bare calls of an embedded engine, of which {@link EngineDatastore} makes a datastore.
 *
 * <p>What holds for an {@link EngineReader} holds here as well. {@link #diagnose} says what it
 * means when a method, also one of a snapshot or a cursor, throws. An engine that can do more than
 * every engine can implements {@link Snapshotting} or {@link RangeDeleting}, and its datastore has
 * the capability.
 */
public interface StorageEngine extends EngineReader {

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
   * {@return what a failure of one of these methods means}
   *
   * @param failure the exception that it threw
   */
  EngineFault diagnose(Exception failure);

  /** An engine that can hold on to a moment. */
  interface Snapshotting extends StorageEngine {

    /**
     * {@return the store as it is now, whatever is written later} It is closed before the engine
     * is.
     *
     * @throws Exception what the engine throws
     */
    EngineReader snapshot() throws Exception;
  }

  /** An engine that can remove a range of keys in one step. */
  interface RangeDeleting extends StorageEngine {

    /**
     * Removes every key of a range, all of them or none, with the durability of the engine's
     * options.
     *
     * @param range the keys; not empty
     * @throws Exception what the engine throws
     */
    void deleteRange(KeyRange range) throws Exception;
  }

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
