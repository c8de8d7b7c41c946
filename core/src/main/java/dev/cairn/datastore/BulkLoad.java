package dev.cairn.datastore;

/**
 * The capability to take many entries that come in the order of keys, faster than by writing each.
 */
public interface BulkLoad {

  /** {@return a new load; the caller commits or closes it} */
  Loader bulkLoad();

  /**
   * Entries on their way in. Nothing of them is visible before {@link #commit()}. For one thread at
   * a time; used once.
   */
  interface Loader extends AutoCloseable {

    /**
     * Adds an entry.
     *
     * @param key greater than that of the entry before it
     * @param value the value, not kept
     * @throws IllegalArgumentException if the key is not greater than the one before
     */
    void add(Key key, byte[] value);

    /**
     * Makes the entries visible, in one step and durably, over what is there under the same keys.
     *
     * @throws DatastoreException if it fails; then none of them is visible
     */
    void commit();

    /** Discards what was not committed. Idempotent. */
    @Override
    void close();
  }
}
