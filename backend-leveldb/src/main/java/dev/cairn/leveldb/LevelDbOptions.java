package dev.cairn.leveldb;

import dev.cairn.datastore.Durability;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a LevelDB store is tuned. Immutable; start from a preset and change it by {@link
 * #toBuilder()}. None of this is fixed when a store is created: every store opens with every
 * options.
 *
 * <p>In all presets the native driver verifies checksums at every read, those of compactions
 * included. (LevelDB has no bloom filter to offer to Java.)
 *
 * <p>It is long since it is a list: a getter and a setter for each option.
 */
public final class LevelDbOptions {

  private static final int KIB = 1024;
  private static final int MIB = 1024 * KIB;

  /** More than any disk has, and little enough to be added up. */
  static final long MAX_RESERVE = 1L << 60;

  private static final LevelDbOptions DEFAULTS = new Builder().build();

  private static final LevelDbOptions LOTUS =
      new Builder()
          .compression(Compression.NONE)
          .durability(Durability.SYNCED)
          .paranoidChecks(true)
          .build();

  private final Driver driver;
  private final Compression compression;
  private final int writeBufferSize;
  private final long blockCacheSize;
  private final int blockSize;
  private final int maxOpenFiles;
  private final boolean paranoidChecks;
  private final Durability durability;
  private final boolean trustsStorage;
  private final @Nullable Long diskReserve;

  private LevelDbOptions(Builder builder) {
    this.driver = builder.driver;
    this.compression = builder.compression;
    this.writeBufferSize = builder.writeBufferSize;
    this.blockCacheSize = builder.blockCacheSize;
    this.blockSize = builder.blockSize;
    this.maxOpenFiles = builder.maxOpenFiles;
    this.paranoidChecks = builder.paranoidChecks;
    this.durability = builder.durability;
    this.trustsStorage = builder.trustsStorage;
    this.diskReserve = builder.diskReserve;
  }

  /**
   * {@return the preset for nearly everything} The driver is chosen by the platform; Snappy
   * compression, as Kubo and LevelDB have it; a block cache of 16 MiB; table blocks of 4 KiB; at
   * most 1,000 open files; a put is safe from a killed process, and from loss of power once the
   * store is synced; {@linkplain Builder#diskReserve room} for 64 MiB and four write buffers is
   * left on the disk.
   *
   * <p>The write buffer has 64 MiB: with LevelDB's own 4 MiB every put of 256 KiB is soon merged
   * with what is there, again and again; random puts of that size ran at 32 MB/s on two cores, and
   * at 200 MB/s with 64 MiB. It grows as it is filled, so a store of small records does not take
   * it; there may be two at a time.
   */
  public static LevelDbOptions defaults() {
    return DEFAULTS;
  }

  /**
   * {@return the preset for few, precious records, as Lotus keeps its metadata} As {@link
   * #defaults()}, but uncompressed, with every write forced to the medium and with {@linkplain
   * Builder#paranoidChecks paranoid checks}.
   */
  public static LevelDbOptions lotus() {
    return LOTUS;
  }

  /** {@return a builder that starts with these options} */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** {@return which library is wanted} */
  public Driver driver() {
    return driver;
  }

  /** {@return how tables are compressed} */
  public Compression compression() {
    return compression;
  }

  /** {@return bytes collected in memory, and in the log, before they become a table file} */
  public int writeBufferSize() {
    return writeBufferSize;
  }

  /** {@return bytes of memory for parts of tables} */
  public long blockCacheSize() {
    return blockCacheSize;
  }

  /** {@return bytes of a block, the unit in which a table is read} */
  public int blockSize() {
    return blockSize;
  }

  /** {@return how many files are held open} */
  public int maxOpenFiles() {
    return maxOpenFiles;
  }

  /** {@return whether a store whose log ends in the middle of a write is refused} */
  public boolean paranoidChecks() {
    return paranoidChecks;
  }

  /** {@return what every put and delete has to withstand when it returns} */
  public Durability durability() {
    return durability;
  }

  /** {@return whether no checksum is verified} */
  public boolean trustsStorage() {
    return trustsStorage;
  }

  /**
   * {@return bytes that are left free on the disk} Unless set, 64 MiB and four write buffers; 0
   * where the disk is not looked at.
   */
  public long diskReserve() {
    return diskReserve == null ? 64L * MIB + 4L * writeBufferSize : diskReserve;
  }

  @Override
  public String toString() {
    return ("LevelDbOptions[driver=%s, compression=%s, writeBufferSize=%d, blockCacheSize=%d, "
            + "blockSize=%d, maxOpenFiles=%d, paranoidChecks=%s, durability=%s, trustsStorage=%s, "
            + "diskReserve=%d]")
        .formatted(
            driver,
            compression,
            writeBufferSize,
            blockCacheSize,
            blockSize,
            maxOpenFiles,
            paranoidChecks,
            durability,
            trustsStorage,
            diskReserve());
  }

  /** Which library works on the files. All of them read and write the same format. */
  public enum Driver {
    /** The native one where it can be loaded, otherwise the one in Java where it is there. */
    AUTO,
    /** The native library, {@code leveldbjni}. */
    NATIVE,
    /**
     * The library in pure Java, {@code org.iq80.leveldb}: slower, but for every platform. It does
     * not verify the checksums of tables, so that damage can go unnoticed: for storage that checks
     * itself. Since it goes forward alone, a listing in descending order reads every entry twice.
     * Its write buffers lie in the heap.
     */
    PURE_JAVA
  }

  /** How tables are compressed. Each block says so itself: a change holds for new ones. */
  public enum Compression {
    /** Not at all. */
    NONE,
    /** Snappy, for blocks that it makes smaller by an eighth. */
    SNAPPY
  }

  /** Changes options. For one thread. */
  public static final class Builder {
    private Driver driver = Driver.AUTO;
    private Compression compression = Compression.SNAPPY;
    private int writeBufferSize = 64 * MIB;
    private long blockCacheSize = 16 * MIB;
    private int blockSize = 4 * KIB;
    private int maxOpenFiles = 1_000;
    private boolean paranoidChecks;
    private Durability durability = Durability.VISIBLE;
    private boolean trustsStorage;
    private @Nullable Long diskReserve;

    private Builder() {}

    private Builder(LevelDbOptions options) {
      this.driver = options.driver;
      this.compression = options.compression;
      this.writeBufferSize = options.writeBufferSize;
      this.blockCacheSize = options.blockCacheSize;
      this.blockSize = options.blockSize;
      this.maxOpenFiles = options.maxOpenFiles;
      this.paranoidChecks = options.paranoidChecks;
      this.durability = options.durability;
      this.trustsStorage = options.trustsStorage;
      this.diskReserve = options.diskReserve;
    }

    /**
     * Sets which library works on the files.
     *
     * @param driver the library, or {@link Driver#AUTO}
     * @return this
     */
    public Builder driver(Driver driver) {
      this.driver = Objects.requireNonNull(driver, "driver");
      return this;
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
     * Sets how much is collected in memory before it becomes a table.
     *
     * @param bytes 64 KiB to 1 GiB
     * @return this
     */
    public Builder writeBufferSize(int bytes) {
      this.writeBufferSize = (int) check(64 * KIB, bytes, 1024 * MIB, "writeBufferSize");
      return this;
    }

    /**
     * Sets the memory for parts of tables.
     *
     * @param bytes 1 MiB or more
     * @return this
     */
    public Builder blockCacheSize(long bytes) {
      this.blockCacheSize = check(MIB, bytes, Long.MAX_VALUE, "blockCacheSize");
      return this;
    }

    /**
     * Sets the unit in which new tables are read.
     *
     * @param bytes 1 KiB to 4 MiB
     * @return this
     */
    public Builder blockSize(int bytes) {
      this.blockSize = (int) check(KIB, bytes, 4 * MIB, "blockSize");
      return this;
    }

    /**
     * Sets how many files are held open.
     *
     * @param files 20 to 50,000
     * @return this
     */
    public Builder maxOpenFiles(int files) {
      this.maxOpenFiles = (int) check(20, files, 50_000, "maxOpenFiles");
      return this;
    }

    /**
     * Sets whether a log that ends in the middle of a write keeps the store from opening. A killed
     * process can leave such a log behind; what is unfinished was never acknowledged, and without
     * this it is cut off. All other damage is an error either way.
     *
     * @param paranoid whether such a store is refused
     * @return this
     */
    public Builder paranoidChecks(boolean paranoid) {
      this.paranoidChecks = paranoid;
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
     * Leaves out every check whose only use is to find damage, for storage that finds it itself:
     * checksums are not verified when entries are read or merged, and tables and logs are not
     * looked through when the store is opened. A flipped bit can then hide keys, change values for
     * good, or end the process.
     *
     * @return this
     */
    public Builder trustStorage() {
      this.trustsStorage = true;
      return this;
    }

    /**
     * Sets how much is left free on the store's disk. The native library writes by way of memory
     * mappings, and where the disk is full the operating system ends the process. So a put that
     * would leave less than this free is refused with {@link dev.cairn.datastore.NoSpaceException},
     * a delete that would leave less than half, a sync that would leave less than an eighth, and
     * opening the store where less than a quarter and the size of its logs is free. What LevelDB
     * may write by itself has to fit in besides: as much as its first two levels hold, which it may
     * merge in one go; and as long as a listing is open, which keeps all tables that are merged
     * meanwhile, whatever it has yet to merge, and for a compaction as much as all tables. So after
     * many random puts some may be refused until that is done.
     *
     * <p>What other programs write is seen at the next look, which is made after a quarter of the
     * reserve at most. Before that they can still fill the disk, and end the process.
     *
     * <p>A store that is open for reading alone writes too, into the folder for temporary files;
     * the reserve is kept there.
     *
     * @param bytes at most 2^60; 0 to leave nothing and never look; the default is 64 MiB and four
     *     {@linkplain #writeBufferSize write buffers}
     * @return this
     */
    public Builder diskReserve(long bytes) {
      this.diskReserve = check(0, bytes, MAX_RESERVE, "diskReserve");
      return this;
    }

    /** {@return the options} */
    public LevelDbOptions build() {
      return new LevelDbOptions(this);
    }

    private static long check(long least, long value, long greatest, String name) {
      if (value < least) {
        throw new IllegalArgumentException(
            name + " is " + value + "; it must be at least " + least);
      }
      if (value > greatest) {
        throw new IllegalArgumentException(
            name + " is " + value + "; it must be at most " + greatest);
      }
      return value;
    }
  }
}
