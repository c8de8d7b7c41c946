package dev.cairn.rocksdb;

import dev.cairn.datastore.Durability;
import java.util.Objects;

/**
 * How a RocksDB store is tuned. Immutable; start from a preset and change it by {@link
 * #toBuilder()}. None of this is fixed when a store is created: every store opens with every
 * options.
 *
 * <p>In all presets checksums are verified at every read, memory is bounded (the block cache also
 * holds indexes and filters), a bloom filter answers most lookups of absent keys, and RocksDB logs
 * warnings only, in at most two files of 1 MiB beside the data.
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
          .build();

  private final Compression compression;
  private final long writeBufferSize;
  private final long blockCacheSize;
  private final int blockSize;
  private final long targetFileSize;
  private final int maxOpenFiles;
  private final int bloomBitsPerKey;
  private final Durability durability;

  private RocksDbOptions(Builder builder) {
    this.compression = builder.compression;
    this.writeBufferSize = builder.writeBufferSize;
    this.blockCacheSize = builder.blockCacheSize;
    this.blockSize = builder.blockSize;
    this.targetFileSize = builder.targetFileSize;
    this.maxOpenFiles = builder.maxOpenFiles;
    this.bloomBitsPerKey = builder.bloomBitsPerKey;
    this.durability = builder.durability;
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
   * checksums verified that reads faster than values in files of their own.
   */
  public static RocksDbOptions forBlocks() {
    return BLOCKS;
  }

  /** {@return a builder that starts with these options} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** {@return how tables are compressed} */
  public Compression compression() {
    return compression;
  }

  /** {@return bytes collected in memory, and in the log, before they become a table file} */
  public long writeBufferSize() {
    return writeBufferSize;
  }

  /** {@return bytes of memory for parts of tables, indexes and filters} */
  public long blockCacheSize() {
    return blockCacheSize;
  }

  /** {@return bytes of a block, the unit in which a table is read} */
  public int blockSize() {
    return blockSize;
  }

  /** {@return bytes of a table file, about} */
  public long targetFileSize() {
    return targetFileSize;
  }

  /** {@return how many table files are held open} */
  public int maxOpenFiles() {
    return maxOpenFiles;
  }

  /** {@return bits of bloom filter for each key; 0 for none} */
  public int bloomBitsPerKey() {
    return bloomBitsPerKey;
  }

  /** {@return what every put and delete has to withstand when it returns} */
  public Durability durability() {
    return durability;
  }

  @Override
  public String toString() {
    return ("RocksDbOptions[compression=%s, writeBufferSize=%d, blockCacheSize=%d, blockSize=%d, "
            + "targetFileSize=%d, maxOpenFiles=%d, bloomBitsPerKey=%d, durability=%s]")
        .formatted(
            compression,
            writeBufferSize,
            blockCacheSize,
            blockSize,
            targetFileSize,
            maxOpenFiles,
            bloomBitsPerKey,
            durability);
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

    private Builder() {}

    private Builder(RocksDbOptions options) {
      this.compression = options.compression;
      this.writeBufferSize = options.writeBufferSize;
      this.blockCacheSize = options.blockCacheSize;
      this.blockSize = options.blockSize;
      this.targetFileSize = options.targetFileSize;
      this.maxOpenFiles = options.maxOpenFiles;
      this.bloomBitsPerKey = options.bloomBitsPerKey;
      this.durability = options.durability;
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
     * Sets how many table files are held open.
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
     * absent key through to the table.
     *
     * @param bits 0 for no filter
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

    /** {@return the options} */
    public RocksDbOptions build() {
      return new RocksDbOptions(this);
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
