package dev.cairn.rocksdb;

/**
 * How much memory outside the heap RocksDB takes for a store, in bytes.
 *
 * @param writeBuffers what was written and is not yet in a table, or still read by a listing
 * @param blockCache parts of tables, indexes and filters; of all stores, where they share a cache
 * @param pinned of those, what is in use at this moment and cannot be displaced
 * @param tableReaders what belongs to open tables and is not in the cache
 */
public record RocksDbMemory(long writeBuffers, long blockCache, long pinned, long tableReaders) {

  /** {@return all of it: the pinned part is in the cache, and counts once} */
  public long total() {
    return writeBuffers + blockCache + tableReaders;
  }
}
