package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.Statistics;
import org.rocksdb.StatsLevel;
import org.rocksdb.WALRecoveryMode;

/** RocksDB's own options and all else that must outlive the database; closed after it. */
final class NativeOptions implements AutoCloseable {

  private static final int LOG_FILES = 2;
  private static final long LOG_FILE_SIZE = 1 << 20;

  /** So many files RocksDB opens when it opens the database, and holds. */
  private static final int ALL_FILES = -1;

  /** More tables than there are ever, where none are merged. */
  private static final int ANY_NUMBER = 1 << 30;

  /** As many per cent of a block may stay free where the next entry does not fit. */
  private static final int ANY_ROOM = 99;

  /** RocksDB finds out how many parts a cache should have. */
  private static final int SHARDS_BY_SIZE = -1;

  /** Indexes and filters go last: each answers for thousands of entries. */
  private static final double PART_FOR_INDEXES = 0.5;

  /** What of a write buffer its bloom filter takes: with values of 200 bytes, 30 bits a key. */
  private static final double PART_FOR_BUFFER_FILTER = 0.02;

  /** So many buffers are filled while others become tables, where that is all that is done. */
  private static final int BUFFERS_TO_FILL = 4;

  /** Newest first: what was made last is freed first. */
  private final Deque<AutoCloseable> handles = new ArrayDeque<>();

  private final RocksDbOptions wanted;
  private final Cache cache;
  private final @Nullable Statistics statistics;
  private final Options options;
  private final ReadOptions reading;

  private NativeOptions(RocksDbOptions wanted, int openFiles) {
    this.wanted = wanted;
    Optional<RocksDbResources> shared = wanted.resources().map(RocksDbResources::forStore);
    shared.ifPresent(resources -> own(resources::release));
    this.cache =
        shared.map(RocksDbResources::cache).orElseGet(() -> own(cacheOf(wanted.blockCacheSize())));
    this.statistics = wanted.countsStatistics() ? own(new Statistics()) : null;
    this.options = own(database(openFiles));
    shared.ifPresent(resources -> options.setWriteBufferManager(resources.writeBuffers()));
    this.reading = own(new ReadOptions()).setVerifyChecksums(wanted.verifiesChecksums());
  }

  /** {@return a cache for parts of tables, indexes and filters} */
  static Cache cacheOf(long bytes) {
    return new LRUCache(bytes, SHARDS_BY_SIZE, /* strictCapacityLimit= */ false, PART_FOR_INDEXES);
  }

  /** {@return options for a database that is created where there is none} */
  static NativeOptions forWriting(RocksDbOptions wanted) {
    NativeOptions options = new NativeOptions(wanted, wanted.maxOpenFiles());
    options.options.setCreateIfMissing(true);
    return options;
  }

  /** {@return options for a database of which a writer may remove tables that are still read} */
  static NativeOptions forReading(RocksDbOptions wanted) {
    return new NativeOptions(wanted, ALL_FILES);
  }

  private Options database(int openFiles) {
    Options database =
        new Options()
            .setCompressionType(nativeCompression(wanted.compression()))
            .setWriteBufferSize(wanted.writeBufferSize())
            .setTargetFileSizeBase(wanted.targetFileSize())
            .setMaxOpenFiles(openFiles)
            .setMaxBackgroundJobs(wanted.backgroundJobs())
            // Where a log ends in the middle of a write, later ones are dropped; damage elsewhere,
            // which this mode would drop as well, was looked for before.
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
            .setInfoLogLevel(nativeLevel(wanted.logLevel()))
            .setKeepLogFileNum(LOG_FILES)
            .setMaxLogFileSize(LOG_FILE_SIZE)
            // The thread that dumps statistics is known to crash processes.
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0);
    database.setTableFormatConfig(tables());
    wanted.logDirectory().ifPresent(folder -> database.setDbLogDir(folder.toString()));
    if (statistics != null) {
      statistics.setStatsLevel(StatsLevel.EXCEPT_DETAILED_TIMERS);
      database.setStatistics(statistics);
    }
    if (wanted.bloomBitsPerKey() > 0) {
      // To learn from a full buffer that a key is absent takes as long as from several tables.
      database
          .setMemtablePrefixBloomSizeRatio(PART_FOR_BUFFER_FILTER)
          .setMemtableWholeKeyFiltering(true);
    }
    if (!wanted.compactsInBackground()) {
      database
          .setDisableAutoCompactions(true)
          .setMaxWriteBufferNumber(BUFFERS_TO_FILL)
          .setLevelZeroFileNumCompactionTrigger(ANY_NUMBER)
          .setLevelZeroSlowdownWritesTrigger(ANY_NUMBER)
          .setLevelZeroStopWritesTrigger(ANY_NUMBER)
          .setSoftPendingCompactionBytesLimit(0)
          .setHardPendingCompactionBytesLimit(0);
    }
    return database;
  }

  private BlockBasedTableConfig tables() {
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(wanted.blockSize())
            // Values that are not to fill the cache would not fill it with indexes either.
            .setCacheIndexAndFilterBlocks(!wanted.keepsSizeIndex())
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (wanted.keepsSizeIndex()) {
      // No value in a block with sizes, which would be read with them.
      tables.setBlockSizeDeviation(ANY_ROOM);
    }
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

  private static InfoLogLevel nativeLevel(RocksDbOptions.LogLevel level) {
    return switch (level) {
      case DEBUG -> InfoLogLevel.DEBUG_LEVEL;
      case INFO -> InfoLogLevel.INFO_LEVEL;
      case WARN -> InfoLogLevel.WARN_LEVEL;
      case ERROR -> InfoLogLevel.ERROR_LEVEL;
      case FATAL -> InfoLogLevel.FATAL_LEVEL;
    };
  }

  /** {@return the options of the database} */
  Options options() {
    return options;
  }

  /** {@return how everything is read that is not read of a snapshot} */
  ReadOptions reading() {
    return reading;
  }

  /**
   * {@return how values are read where all else is read as by {@code reading}; closed by the
   * caller} Where sizes are apart since values are large, a value displaces no sizes in the cache.
   */
  ReadOptions readingValues(ReadOptions reading) {
    return new ReadOptions(reading).setFillCache(!wanted.keepsSizeIndex());
  }

  /** {@return whether the cache is shared, and what is written counted to it} */
  boolean isShared() {
    return wanted.resources().isPresent();
  }

  Cache cache() {
    return cache;
  }

  /** {@return what RocksDB counts, if it does} */
  @Nullable Statistics statistics() {
    return statistics;
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
