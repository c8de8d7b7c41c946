package dev.cairn.datastore;

import java.util.Optional;

/**
 * Reads and writes that take effect together or not at all. It sees the store as it was when the
 * transaction began, and its own writes; nobody sees those before the commit.
 *
 * <p><b>Isolation.</b> Committed transactions are serializable: each is as if it had run alone at
 * the moment of its commit. The commit fails if, since the transaction began, anyone has set or
 * removed
 *
 * <ul>
 *   <li>a key that {@link #get} or {@link #has} asked for here, whether it was there or not;
 *   <li>a key that was written here;
 *   <li>a key, also a new one, in the stretch that a {@link #query} has run through: from where it
 *       began to the last entry that it has read, be that shown or filtered out, or to its end if
 *       it was asked whether there is more and there was not.
 * </ul>
 *
 * Setting a key to the value it has counts as well; what else was written in the store does not. A
 * transaction that has written nothing never fails: it saw one moment.
 *
 * <p>For one thread at a time. Used once: after {@link #commit}, also one that failed, every call
 * but {@link #close()} is refused with {@link IllegalStateException}. Every call but {@code close}
 * throws {@link DatastoreClosedException} once the store is closed.
 */
public interface Transaction extends AutoCloseable {

  /**
   * {@return the value of {@code key}, which this transaction from now on depends on}
   *
   * @param key the key
   */
  Optional<byte[]> get(Key key);

  /**
   * {@return whether {@code key} is there, on which this transaction from now on depends}
   *
   * @param key the key
   */
  default boolean has(Key key) {
    return get(key).isPresent();
  }

  /**
   * {@return the entries that {@code query} finds in the store as it was when the transaction began
   * and in what was written here up to now} They are closed with the transaction, at the latest.
   *
   * @param query what to list
   */
  Results query(Query query);

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
   * Applies the writes, if nothing that this transaction depends on has been changed since it
   * began.
   *
   * @throws TransactionConflictException if something has; nothing was written, and the whole
   *     transaction may be tried again from its beginning
   */
  void commit();

  /** Discards what was not committed. Idempotent. */
  @Override
  void close();
}
