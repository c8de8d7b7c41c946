package dev.cairn.rocksdb;

import dev.cairn.datastore.Durability;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a RocksDB store is tuned. Immutable; start from a preset and change it by {@link
 * #toBuilder()}. Every store opens with every options: only whether it has an index of the sizes of
 * its values stays as it was when it was created.
 *
 * <p>In all presets checksums are verified at every read, memory is bounded (the block cache also
 * holds indexes and filters, but for {@link #forBlocks()}, where each open table has its own, some
 * 50 KB for 256 MiB; several stores can share the cache, see {@link RocksDbResources}), a bloom
 * filter answers most lookups of absent keys, and RocksDB logs warnings only, in at most two files
 * of 1 MiB beside the data.
 *
 * <p>It is long since it is a list: an accessor and a setter for each option.
 */
public final class RocksDbOptions {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  private static final RocksDbOptions SMALL_RECORDS = new Builder().build();

  private static final RocksDbOptions BLOCKS =
      new Builder()
          .compression(Compression.NONE)
          .blockSize(16 * KIB)
          .targetFileSize(256 * MIB)
          .keepSizeIndex()
          .build();

  private static final RocksDbOptions BULK_REBUILD =
      new Builder().targetFileSize(256 * MIB).backgroundJobs(4).compactOnRequest().build();

  /** Never changed. */
  private final Builder values;

  private RocksDbOptions(Builder values) {
    this.values = values;
  }

  /**
   * {@return the preset for many values of up to a few KiB} LZ4 compression, table blocks of 4 KiB,
   * a write buffer of 64 MiB, a block cache of 64 MiB, table files of 64 MiB, at most 1,000 open
   * files, a bloom filter of 10 bits a key.
   */
  public static RocksDbOptions forSmallRecords() {
    return SMALL_RECORDS;
  }

  /**
   * {@return the preset for blocks of up to 2 MiB, mostly some 256 KiB} As {@link
   * #forSmallRecords()}, but uncompressed, since what blocks hold is mostly compressed already,
   * with table blocks of 16 KiB and table files of 256 MiB. The values lie beside their keys: with
   * checksums verified that reads several times faster than values in files of their own. An index
   * of their sizes lets {@code has}, {@code size} and listings without values read none of them.
   */
  public static RocksDbOptions forBlocks() {
    return BLOCKS;
  }

  /**
   * {@return the preset for filling a store anew with many small values in any order} As {@link
   * #forSmallRecords()}, with up to four write buffers of 64 MiB, table files of 256 MiB, four
   * background jobs, and no compaction but what is asked for: when all is in, compact the store
   * (see {@link dev.cairn.datastore.Compaction}), and open it with another preset. Until then reads
   * get slower with every table. Where the keys come in order, {@link dev.cairn.datastore.BulkLoad}
   * is faster still.
   */
  public static RocksDbOptions forBulkRebuild() {
    return BULK_REBUILD;
  }

  /** {@return a builder that starts with these options} */
  public Builder toBuilder() {
    return new Builder(values);
  }

  /** {@return how tables are compressed} */
  public Compression compression() {
    return values.compression;
  }

  /** {@return bytes collected in memory, and in the log, before they become a table file} */
  public long writeBufferSize() {
    return values.writeBufferSize;
  }

  /**
   * {@return bytes of memory for parts of tables, indexes and filters} With {@linkplain
   * #resources() shared resources} this says nothing.
   */
  public long blockCacheSize() {
    return values.blockCacheSize;
  }

  /** {@return bytes of a block, the unit in which a table is read} */
  public int blockSize() {
    return values.blockSize;
  }

  /** {@return bytes of a table file, about} */
  public long targetFileSize() {
    return values.targetFileSize;
  }

  /** {@return how many table files are held open} Stores open for reading hold all. */
  public int maxOpenFiles() {
    return values.maxOpenFiles;
  }

  /**
   * {@return bits of bloom filter for each key of a table; 0 for none, in write buffers neither}
   */
  public int bloomBitsPerKey() {
    return values.bloomBitsPerKey;
  }

  /** {@return what every put and delete has to withstand when it returns} */
  public Durability durability() {
    return values.durability;
  }

  /** {@return whether what is read is compared with its checksum} */
  public boolean verifiesChecksums() {
    return values.verifiesChecksums;
  }

  /** {@return whether a store that holds nothing gets an index of the sizes of its values} */
  public boolean keepsSizeIndex() {
    return values.keepsSizeIndex;
  }

  /** {@return whether tables are merged as they come, rather than when it is asked for} */
  public boolean compactsInBackground() {
    return values.compactsInBackground;
  }

  /** {@return how many flushes and compactions run at once at most} */
  public int backgroundJobs() {
    return values.backgroundJobs;
  }

  /** {@return whether RocksDB counts what it does, for {@link RocksDbStore#statistics()}} */
  public boolean countsStatistics() {
    return values.countsStatistics;
  }

  /** {@return what RocksDB writes into its own log} */
  public LogLevel logLevel() {
    return values.logLevel;
  }

  /** {@return where RocksDB's own log is; nothing where it is beside the data} */
  public Optional<Path> logDirectory() {
    return Optional.ofNullable(values.logDirectory);
  }

  /** {@return the memory that the store shares with others; nothing where it has its own} */
  public Optional<RocksDbResources> resources() {
    return Optional.ofNullable(values.resources);
  }

  @Override
  public String toString() {
    return ("RocksDbOptions[compression=%s, writeBufferSize=%d, blockCacheSize=%d, blockSize=%d, "
            + "targetFileSize=%d, maxOpenFiles=%d, bloomBitsPerKey=%d, durability=%s, "
            + "verifiesChecksums=%s, keepsSizeIndex=%s, compactsInBackground=%s, "
            + "backgroundJobs=%d, countsStatistics=%s, logLevel=%s, logDirectory=%s, "
            + "resources=%s]")
        .formatted(
            values.compression,
            values.writeBufferSize,
            values.blockCacheSize,
            values.blockSize,
            values.targetFileSize,
            values.maxOpenFiles,
            values.bloomBitsPerKey,
            values.durability,
            values.verifiesChecksums,
            values.keepsSizeIndex,
            values.compactsInBackground,
            values.backgroundJobs,
            values.countsStatistics,
            values.logLevel,
            values.logDirectory == null ? "beside the data" : values.logDirectory,
            values.resources == null ? "its own" : values.resources);
  }

  /** How tables are compressed. Each table says so itself: a change holds for new ones. */
  public enum Compression {
    /** Not at all. */
    NONE,
    /** Snappy: fast. */
    SNAPPY,
    /** LZ4: faster, and about as small. */
    LZ4,
    /** Zstandard: smallest. */
    ZSTD
  }

  /** What RocksDB writes into its own log, the file {@code LOG}. */
  public enum LogLevel {
    /** Everything. */
    DEBUG,
    /** What it does in the background, with figures. */
    INFO,
    /** What may go wrong. */
    WARN,
    /** What went wrong. */
    ERROR,
    /** What ended it. */
    FATAL
  }

  /** Changes options. For one thread. */
  public static final class Builder {
    private Compression compression = Compression.LZ4;
    private long writeBufferSize = 64 * MIB;
    private long blockCacheSize = 64 * MIB;
    private int blockSize = 4 * KIB;
    private long targetFileSize = 64 * MIB;
    private int maxOpenFiles = 1_000;
    private int bloomBitsPerKey = 10;
    private Durability durability = Durability.VISIBLE;
    private boolean verifiesChecksums = true;
    private boolean keepsSizeIndex;
    private boolean compactsInBackground = true;
    private int backgroundJobs = 2;
    private boolean countsStatistics;
    private LogLevel logLevel = LogLevel.WARN;
    private @Nullable Path logDirectory;
    private @Nullable RocksDbResources resources;

    private Builder() {}

    private Builder(Builder other) {
      this.compression = other.compression;
      this.writeBufferSize = other.writeBufferSize;
      this.blockCacheSize = other.blockCacheSize;
      this.blockSize = other.blockSize;
      this.targetFileSize = other.targetFileSize;
      this.maxOpenFiles = other.maxOpenFiles;
      this.bloomBitsPerKey = other.bloomBitsPerKey;
      this.durability = other.durability;
      this.verifiesChecksums = other.verifiesChecksums;
      this.keepsSizeIndex = other.keepsSizeIndex;
      this.compactsInBackground = other.compactsInBackground;
      this.backgroundJobs = other.backgroundJobs;
      this.countsStatistics = other.countsStatistics;
      this.logLevel = other.logLevel;
      this.logDirectory = other.logDirectory;
      this.resources = other.resources;
    }

    /**
     * Sets how new tables are compressed.
     *
     * @param compression the algorithm
     * @return this
     */
    public Builder compression(Compression compression) {
      this.compression = Objects.requireNonNull(compression, "compression");
      return this;
    }

    /**
     * Sets how much is collected in memory before it becomes a table. There may be two such buffers
     * at a time; both grow only as they are filled.
     *
     * @param bytes at least 64 KiB
     * @return this
     */
    public Builder writeBufferSize(long bytes) {
      this.writeBufferSize = checkAtLeast(64 * KIB, bytes, "writeBufferSize");
      return this;
    }

    /**
     * Sets the memory for parts of tables, indexes and filters.
     *
     * @param bytes at least 1 MiB
     * @return this
     */
    public Builder blockCacheSize(long bytes) {
      this.blockCacheSize = checkAtLeast(MIB, bytes, "blockCacheSize");
      return this;
    }

    /**
     * Sets the unit in which new tables are read.
     *
     * @param bytes at least 1 KiB
     * @return this
     */
    public Builder blockSize(int bytes) {
      this.blockSize = (int) checkAtLeast(KIB, bytes, "blockSize");
      return this;
    }

    /**
     * Sets the size of new table files.
     *
     * @param bytes at least 64 KiB
     * @return this
     */
    public Builder targetFileSize(long bytes) {
      this.targetFileSize = checkAtLeast(64 * KIB, bytes, "targetFileSize");
      return this;
    }

    /**
     * Sets how many table files are held open by a store that is open for writing. One that is open
     * for reading holds all, so that it can still read what a writer removes.
     *
     * @param files at least 20
     * @return this
     */
    public Builder maxOpenFiles(int files) {
      this.maxOpenFiles = (int) checkAtLeast(20, files, "maxOpenFiles");
      return this;
    }

    /**
     * Sets the size of the bloom filters of new tables: 10 bits let one lookup in a hundred of an
     * absent key through to the table. Write buffers have filters as well, which take a fiftieth of
     * them.
     *
     * @param bits 0 for no filter, in write buffers neither
     * @return this
     */
    public Builder bloomBitsPerKey(int bits) {
      this.bloomBitsPerKey = (int) checkAtLeast(0, bits, "bloomBitsPerKey");
      return this;
    }

    /**
     * Sets what every put and delete, and every batch, has to withstand when it returns.
     *
     * @param durability at least this
     * @return this
     */
    public Builder durability(Durability durability) {
      this.durability = Objects.requireNonNull(durability, "durability");
      return this;
    }

    /**
     * Compares nothing that is read with its checksum, and does not read logs for damage before a
     * store is opened: for storage that checks itself, such as ZFS. On any other a flipped bit can
     * then hide keys, show wrong values, or end the process.
     *
     * @return this
     */
    public Builder trustStorage() {
      this.verifiesChecksums = false;
      return this;
    }

    /**
     * Compares whatever is read with its checksum, as all presets do.
     *
     * @return this
     */
    public Builder verifyChecksums() {
      this.verifiesChecksums = true;
      return this;
    }

    /**
     * Gives a store that holds nothing yet an index of the sizes of its values, so that {@code
     * has}, {@code size} and listings without values read no value, and values that are read
     * displace nothing in the block cache. For large values: each entry costs its key and some
     * fifteen bytes more, which does not show at 256 KiB, and at 100 bytes takes half as long
     * again. Whether a store has the index does not change later; whoever writes to one that has it
     * by RocksDB's own interface breaks it.
     *
     * @return this
     */
    public Builder keepSizeIndex() {
      this.keepsSizeIndex = true;
      return this;
    }

    /**
     * Gives a store no index of the sizes of its values.
     *
     * @return this
     */
    public Builder keepNoSizeIndex() {
      this.keepsSizeIndex = false;
      return this;
    }

    /**
     * Merges tables when it is asked for alone, however many there are: writes never wait for that,
     * and reads get slower with every table.
     *
     * @return this
     */
    public Builder compactOnRequest() {
      this.compactsInBackground = false;
      return this;
    }

    /**
     * Merges tables as they come.
     *
     * @return this
     */
    public Builder compactInBackground() {
      this.compactsInBackground = true;
      return this;
    }

    /**
     * Sets how many flushes and compactions run at once.
     *
     * @param jobs at least 1
     * @return this
     */
    public Builder backgroundJobs(int jobs) {
      this.backgroundJobs = (int) checkAtLeast(1, jobs, "backgroundJobs");
      return this;
    }

    /**
     * Has RocksDB count what it does; costs a few per cent of the speed.
     *
     * @return this
     */
    public Builder countStatistics() {
      this.countsStatistics = true;
      return this;
    }

    /**
     * Has RocksDB count nothing.
     *
     * @return this
     */
    public Builder countNothing() {
      this.countsStatistics = false;
      return this;
    }

    /**
     * Sets what RocksDB writes into its own log.
     *
     * @param level this and what is graver
     * @return this
     */
    public Builder logLevel(LogLevel level) {
      this.logLevel = Objects.requireNonNull(level, "level");
      return this;
    }

    /**
     * Sets where RocksDB's own log is, instead of beside the data.
     *
     * @param directory created where it does not exist; stores may share it
     * @return this
     */
    public Builder logDirectory(Path directory) {
      this.logDirectory = Objects.requireNonNull(directory, "directory");
      return this;
    }

    /**
     * Has the store share memory with others.
     *
     * @param shared not closed with the store
     * @return this
     */
    public Builder resources(RocksDbResources shared) {
      this.resources = Objects.requireNonNull(shared, "shared");
      return this;
    }

    /** {@return the options} */
    public RocksDbOptions build() {
      return new RocksDbOptions(new Builder(this));
    }

    private static long checkAtLeast(long least, long value, String name) {
      if (value < least) {
        throw new IllegalArgumentException(
            name + " is " + value + "; it must be at least " + least);
      }
      return value;
    }
  }
}
