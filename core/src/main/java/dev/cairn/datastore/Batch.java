package dev.cairn.datastore;

/**
 * Writes that are collected and then applied in one step, in the order given: for a key that is
 * written twice, the last one wins. Nothing is visible before {@link #commit}.
 *
 * <p>A batch is used once: after a commit, also one that failed, further writes and commits are
 * refused with {@link IllegalStateException}. Closing one that is not committed discards it. For
 * one thread at a time.
 */
public interface Batch extends AutoCloseable {

  /**
   * Adds the setting of {@code key} to {@code value}, which is copied.
   *
   * @param key any key
   * @param value any number of bytes, also 0; copied
   * @throws IllegalStateException if the batch was committed or closed
   * @throws DatastoreClosedException if its store is closed
   * @throws UnsupportedKeyException if the store cannot hold such a key; it may say so only when
   *     the batch is committed
   */
  void put(Key key, byte[] value);

  /**
   * Adds the removal of {@code key}.
   *
   * @param key any key
   * @throws IllegalStateException if the batch was committed or closed
   * @throws DatastoreClosedException if its store is closed
   */
  void delete(Key key);

  /** {@return how many writes were added} */
  int size();

  /** {@return whether a commit is applied whole or not at all, also when the process is killed} */
  boolean atomic();

  /** Applies the writes with {@link Durability#VISIBLE}. */
  default void commit() {
    commit(Durability.VISIBLE);
  }

  /**
   * Applies the writes.
   *
   * @param durability what has to hold when this returns
   * @throws IllegalStateException if the batch was committed or closed
   * @throws DatastoreException if they were not applied; where the batch is {@link #atomic()}, none
   *     of them was
   */
  void commit(Durability durability);

  /** Discards what was not committed. Idempotent. */
  @Override
  void close();
}
