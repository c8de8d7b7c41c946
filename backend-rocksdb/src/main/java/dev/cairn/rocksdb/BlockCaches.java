package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import java.util.List;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;

/**
 * Memory for what was read of tables. What is read of sizes has a part of its own, where no value
 * of 256 KiB displaces a thousand of them.
 */
final class BlockCaches implements AutoCloseable {

  private static final int PART_FOR_SIZES = 8;

  /** RocksDB finds out how many parts a cache should have. */
  private static final int SHARDS_BY_SIZE = -1;

  /** Indexes and filters go last: each answers for thousands of entries. */
  private static final double PART_FOR_INDEXES = 0.5;

  private final Cache entries;
  private final Cache sizes;

  BlockCaches(long bytes) {
    this.sizes = cache(bytes / PART_FOR_SIZES);
    this.entries = cache(bytes - bytes / PART_FOR_SIZES);
  }

  private static Cache cache(long bytes) {
    return new LRUCache(bytes, SHARDS_BY_SIZE, /* strictCapacityLimit= */ false, PART_FOR_INDEXES);
  }

  Cache forEntries() {
    return entries;
  }

  Cache forSizes() {
    return sizes;
  }

  /** {@return how many bytes are in use} */
  long usage() {
    return entries.getUsage() + sizes.getUsage();
  }

  /** {@return how many of those belong to reads in progress} */
  long pinnedUsage() {
    return entries.getPinnedUsage() + sizes.getPinnedUsage();
  }

  @Override
  public void close() {
    Closing.all(List.of(entries, sizes));
  }
}
