package dev.cairn.datastore.engine;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.OperationList.Operation;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bare calls of an embedded engine, of which {@link EngineDatastore} makes a datastore.
 *
 * <p>What holds for an {@link EngineReader} holds here as well. {@link #diagnose} says what it
 * means when a method, also one of a snapshot or a cursor, throws. An engine that can do more than
 * every engine can implements some of the interfaces in here, and its datastore has the capability.
 *
 * <p>It is long since it is a list: one part for each ability.
 */
public interface StorageEngine extends EngineReader {

  /** What an engine says that is open for reading alone. */
  String NEVER_CALLED = "a store that is open for reading alone lets no write through";

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

  /**
   * An engine that is open for reading alone. Its datastore refuses writes before they come here.
   */
  interface ReadingOnly extends StorageEngine {

    @Override
    default void put(byte[] key, byte[] value) {
      throw new IllegalStateException(NEVER_CALLED);
    }

    @Override
    default void delete(byte[] key) {
      throw new IllegalStateException(NEVER_CALLED);
    }

    @Override
    default void write(Iterable<Operation> operations, Durability durability) {
      throw new IllegalStateException(NEVER_CALLED);
    }

    @Override
    default void sync() {
      throw new IllegalStateException(NEVER_CALLED);
    }
  }

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

  /** An engine that can show a value where it lies. */
  interface Viewing extends StorageEngine {

    /**
     * {@return the value of a key, to be closed by the caller, or {@code null}}
     *
     * @param key the bytes of the key
     * @throws Exception what the engine throws
     */
    @Nullable Shown show(byte[] key) throws Exception;

    /** A value on show. */
    interface Shown extends AutoCloseable {

      /** {@return its bytes from position 0 to the limit, valid until this is closed} */
      ByteBuffer buffer();

      /** Ends the show. */
      @Override
      void close();
    }
  }

  /** An engine that can tidy up. */
  interface Compacting extends StorageEngine {

    /**
     * Gives back the room of what was deleted or overwritten.
     *
     * @param range the keys; not empty
     * @throws Exception what the engine throws
     */
    void compact(KeyRange range) throws Exception;
  }

  /** An engine that takes sorted entries faster than single ones. */
  interface BulkLoading extends StorageEngine {

    /**
     * {@return a load, closed before the engine is}
     *
     * @throws Exception what the engine throws
     */
    Load bulkLoad() throws Exception;

    /** Entries on their way in. For one thread at a time. */
    interface Load {

      /**
       * Adds an entry.
       *
       * @param key greater than all before
       * @param value the bytes of the value, not kept
       * @throws Exception what the engine throws
       */
      void add(byte[] key, byte[] value) throws Exception;

      /**
       * Makes all entries visible, at least one, in one step and durably. Called once.
       *
       * @throws Exception what the engine throws; then none is visible
       */
      void commit() throws Exception;

      /**
       * Frees what the load holds, and discards what was not committed. Called once.
       *
       * @throws Exception what the engine throws
       */
      void close() throws Exception;
    }
  }

  /** An engine that can copy itself while it is in use. */
  interface Checkpointing extends StorageEngine {

    /**
     * Makes a copy that the same engine can open.
     *
     * @param target a directory that does not exist, in one that does; what a failure leaves of it
     *     is removed by the caller
     * @throws Exception what the engine throws
     */
    void checkpoint(Path target) throws Exception;
  }

  /** An engine that can look for damage. */
  interface Checking extends StorageEngine {

    /**
     * {@return what is wrong, a sentence each} Changes nothing.
     *
     * @throws Exception what the engine throws
     */
    List<String> check() throws Exception;
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
