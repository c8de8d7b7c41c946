package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB's own Java interface, tuned as a preset of ours is, but without an index of sizes. */
final class BareRocksDb implements KeyValues {

  private static final byte[] NOTHING = {};

  private final LRUCache cache;
  private final BloomFilter filter;
  private final Options options;
  private final ReadOptions reading = new ReadOptions();
  private final WriteOptions writing = new WriteOptions();
  private final RocksDB db;

  private BareRocksDb(Path directory, RocksDbOptions same) throws RocksDBException {
    RocksDB.loadLibrary();
    cache = new LRUCache(same.blockCacheSize(), -1, false, 0.5);
    filter = new BloomFilter(same.bloomBitsPerKey());
    options =
        new Options()
            .setCreateIfMissing(true)
            .setCompressionType(compression(same.compression()))
            .setWriteBufferSize(same.writeBufferSize())
            .setTargetFileSizeBase(same.targetFileSize())
            .setMaxOpenFiles(same.maxOpenFiles())
            .setMaxBackgroundJobs(same.backgroundJobs())
            .setMemtablePrefixBloomSizeRatio(same.bloomBitsPerKey() > 0 ? 0.02 : 0)
            .setMemtableWholeKeyFiltering(same.bloomBitsPerKey() > 0)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0)
            .setTableFormatConfig(
                new BlockBasedTableConfig()
                    .setBlockCache(cache)
                    .setBlockSize(same.blockSize())
                    .setFilterPolicy(filter)
                    .setCacheIndexAndFilterBlocks(!same.keepsSizeIndex())
                    .setCacheIndexAndFilterBlocksWithHighPriority(true)
                    .setPinL0FilterAndIndexBlocksInCache(true));
    db = RocksDB.open(options, directory.toString());
  }

  private static CompressionType compression(RocksDbOptions.Compression compression) {
    return switch (compression) {
      case NONE -> CompressionType.NO_COMPRESSION;
      case SNAPPY -> CompressionType.SNAPPY_COMPRESSION;
      case LZ4 -> CompressionType.LZ4_COMPRESSION;
      case ZSTD -> CompressionType.ZSTD_COMPRESSION;
    };
  }

  static KeyValues in(Path directory, RocksDbOptions same) throws RocksDBException {
    return new BareRocksDb(directory, same);
  }

  @Override
  public void put(Key key, byte[] value) throws RocksDBException {
    db.put(writing, key.bytesWithoutCopy(), value);
  }

  @Override
  public void putAll(List<Key> keys, byte[][] values) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (int i = 0; i < keys.size(); i++) {
        batch.put(keys.get(i).bytesWithoutCopy(), values[i % values.length]);
      }
      db.write(writing, batch);
    }
  }

  @Override
  public byte @Nullable [] get(Key key) throws RocksDBException {
    return db.get(reading, key.bytesWithoutCopy());
  }

  @Override
  public int getAll(List<Key> keys) throws RocksDBException {
    List<byte[]> names = keys.stream().map(Key::bytesWithoutCopy).toList();
    List<byte @Nullable []> values = db.multiGetAsList(reading, names);
    int found = 0;
    for (byte[] value : values) {
      found += value == null ? 0 : 1;
    }
    return found;
  }

  @Override
  public boolean has(Key key) throws RocksDBException {
    return db.get(reading, key.bytesWithoutCopy(), NOTHING) != RocksDB.NOT_FOUND;
  }

  @Override
  public long scan(Key prefix) throws RocksDBException {
    long bytes = 0;
    KeyRange range = KeyRange.below(prefix);
    byte[] upper = range.upper();
    try (RocksIterator entries = db.newIterator(reading)) {
      for (entries.seek(range.lower()); entries.isValid(); entries.next()) {
        if (upper != null && Arrays.compareUnsigned(entries.key(), upper) >= 0) {
          break;
        }
        bytes += entries.value().length;
      }
      entries.status();
    }
    return bytes;
  }

  @Override
  public void sync() throws RocksDBException {
    db.flushWal(/* sync= */ true);
  }

  @Override
  public void settle() throws RocksDBException {
    BackgroundWork.awaitEnd(db::getProperty);
  }

  @Override
  public void close() {
    Closing.all(List.of(db, writing, reading, options, filter, cache));
  }
}
