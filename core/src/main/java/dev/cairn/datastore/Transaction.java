package dev.cairn.datastore;

import java.util.Optional;

/**
 * Reads and writes that take effect together or not at all. It sees the store as it was when the
 * transaction began, and its own writes; nobody sees those before the commit.
 *
 * <p>For one thread at a time. Used once: after {@link #commit} every call but {@link #close()} is
 * refused with {@link IllegalStateException}.
 */
public interface Transaction extends AutoCloseable {

  /**
   * {@return the value of {@code key}, which this transaction from now on depends on}
   *
   * @param key the key
   */
  Optional<byte[]> get(Key key);

  /**
   * Sets the value of {@code key} at the commit.
   *
   * @param key the key
   * @param value the value, copied
   */
  void put(Key key, byte[] value);

  /**
   * Removes {@code key} at the commit.
   *
   * @param key the key
   */
  void delete(Key key);

  /**
   * Applies the writes, if no key that was read or written here has been changed since the
   * transaction began.
   *
   * @throws TransactionConflictException if one has; nothing was written, and the whole transaction
   *     may be tried again
   */
  void commit();

  /** Discards what was not committed. Idempotent. */
  @Override
  void close();
}
