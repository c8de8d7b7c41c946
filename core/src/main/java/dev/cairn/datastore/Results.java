package dev.cairn.datastore;

/**
 * The entries that a {@link Query} finds. Must be closed, best by {@code try}-with-resources; what
 * it shows of writes made meanwhile is the store's choice (LevelDB, RocksDB and memory show none).
 */
public interface Results extends CloseableIterator<Entry> {

  /** {@return exactly the query that was asked} */
  Query query();
}
