package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;

/** RocksDB's own options and all else that must outlive the database; closed after it. */
final class NativeOptions implements AutoCloseable {

  private static final int LOG_FILES = 2;
  private static final long LOG_FILE_SIZE = 1 << 20;

  /** Newest first: what was made last is freed first. */
  private final Deque<AutoCloseable> handles = new ArrayDeque<>();

  private final Options options;

  NativeOptions(RocksDbOptions wanted) {
    this.options =
        own(new Options())
            .setCreateIfMissing(true)
            .setCompressionType(nativeCompression(wanted.compression()))
            .setWriteBufferSize(wanted.writeBufferSize())
            .setTargetFileSizeBase(wanted.targetFileSize())
            .setMaxOpenFiles(wanted.maxOpenFiles())
            // Where a log ends in the middle of a write, later ones are dropped; damage elsewhere,
            // which this mode would drop as well, was looked for before.
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(LOG_FILES)
            .setMaxLogFileSize(LOG_FILE_SIZE)
            // The thread that dumps statistics is known to crash processes.
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    options.setTableFormatConfig(tables(wanted));
  }

  private BlockBasedTableConfig tables(RocksDbOptions wanted) {
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(own(new LRUCache(wanted.blockCacheSize())))
            .setBlockSize(wanted.blockSize())
            .setCacheIndexAndFilterBlocks(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    return wanted.bloomBitsPerKey() == 0
        ? tables
        : tables.setFilterPolicy(own(new BloomFilter(wanted.bloomBitsPerKey())));
  }

  private static CompressionType nativeCompression(RocksDbOptions.Compression compression) {
    return switch (compression) {
      case NONE -> CompressionType.NO_COMPRESSION;
      case SNAPPY -> CompressionType.SNAPPY_COMPRESSION;
      case LZ4 -> CompressionType.LZ4_COMPRESSION;
      case ZSTD -> CompressionType.ZSTD_COMPRESSION;
    };
  }

  Options options() {
    return options;
  }

  /** Takes a handle over, to be closed with the rest. */
  <T extends AutoCloseable> T own(T handle) {
    handles.addFirst(handle);
    return handle;
  }

  @Override
  public void close() {
    Closing.all(handles);
  }
}
