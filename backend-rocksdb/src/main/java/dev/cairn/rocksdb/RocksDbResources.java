package dev.cairn.rocksdb;

import dev.cairn.datastore.UnsupportedPlatformException;
import dev.cairn.datastore.engine.Closing;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.Cache;
import org.rocksdb.WriteBufferManager;

/**
 * Memory that several stores of a process share: a cache for what they read, and a budget for what
 * they write and is not yet in a table. However many stores there are, together they take no more,
 * apart from what is on its way into a table.
 *
 * <pre>{@code
 * try (RocksDbResources shared = RocksDbResources.within(256 << 20, 128 << 20)) {
 *   RocksDbOptions options = RocksDbOptions.forBlocks().toBuilder().resources(shared).build();
 *   ...
 * }
 * }</pre>
 *
 * <p>For any number of threads. Whoever makes it closes it, before or after the stores: the memory
 * is freed when both it and the last store are closed.
 */
public final class RocksDbResources implements AutoCloseable {

  private static final long MOST = 1L << 60;

  private final long cacheBytes;
  private final long writeBytes;
  private final Cache cache;
  private final WriteBufferManager writeBuffers;

  /** One for whoever made this, and one for each store. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  private RocksDbResources(long cacheBytes, long writeBytes) {
    this.cacheBytes = cacheBytes;
    this.writeBytes = writeBytes;
    this.cache = NativeOptions.cacheOf(cacheBytes + writeBytes);
    this.writeBuffers = new WriteBufferManager(writeBytes, cache);
  }

  /**
   * {@return memory to share} What the write buffers do not use of theirs, the cache does.
   *
   * @param cacheBytes for parts of tables, indexes and filters; at least 1 MiB
   * @param writeBytes for what is not yet in a table; at least 1 MiB, better 8 MiB for each store
   *     that is written to. Where the stores hold more, the one that is written to begins a table
   *     early, and goes on taking writes meanwhile.
   * @throws IllegalArgumentException if one is less than 1 MiB or more than 2^60
   * @throws UnsupportedPlatformException if RocksDB's native library cannot be loaded
   */
  public static RocksDbResources within(long cacheBytes, long writeBytes) {
    checkAmount(cacheBytes, "cacheBytes");
    checkAmount(writeBytes, "writeBytes");
    NativeLibrary.load();
    return new RocksDbResources(cacheBytes, writeBytes);
  }

  private static void checkAmount(long value, String name) {
    if (value < 1 << 20 || value > MOST) {
      throw new IllegalArgumentException(
          "%s is %d; it must be %d to %d".formatted(name, value, 1 << 20, MOST));
    }
  }

  /**
   * {@return how many bytes of the memory are in use: for the cache, and for the write buffers}
   *
   * @throws IllegalStateException if this is closed and so are all stores that used it
   */
  public long usage() {
    retain("measure");
    try {
      return cache.getUsage();
    } finally {
      release();
    }
  }

  /** Has a store use this, until {@link #release()}. */
  RocksDbResources forStore() {
    if (closed.get()) {
      throw new IllegalStateException(
          "cannot open a store with %s: they are closed; make new ones".formatted(this));
    }
    retain("open a store with");
    return this;
  }

  private void retain(String attempt) {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new IllegalStateException(
          "cannot %s %s: they are closed; make new ones".formatted(attempt, this));
    }
  }

  /** Ends a use; the last one frees the memory. */
  void release() {
    if (users.decrementAndGet() == 0) {
      Closing.all(List.of(writeBuffers, cache));
    }
  }

  Cache cache() {
    return cache;
  }

  WriteBufferManager writeBuffers() {
    return writeBuffers;
  }

  /** Lets go of the memory, which is freed once no store uses it. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  @Override
  public String toString() {
    return "RocksDbResources[cacheBytes=%d, writeBytes=%d]".formatted(cacheBytes, writeBytes);
  }
}
