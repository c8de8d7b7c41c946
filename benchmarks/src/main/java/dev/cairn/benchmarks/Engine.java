package dev.cairn.benchmarks;

import dev.cairn.datastore.Batching;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;

/** The engines: ours, and bare with the same options. */
enum Engine {
  LEVELDB("LevelDB") {
    @Override
    Batching ours(Path directory, int valueSize) {
      return LevelDbDatastore.open(directory, BareLevelDb.OPTIONS);
    }

    @Override
    Batching generation(Path directory) {
      return ours(directory, 0);
    }

    @Override
    KeyValues bare(Path directory, int valueSize) throws Exception {
      return BareLevelDb.in(directory);
    }
  },

  ROCKSDB("RocksDB") {
    @Override
    Batching ours(Path directory, int valueSize) {
      return RocksDbDatastore.open(directory, preset(valueSize));
    }

    @Override
    Batching generation(Path directory) {
      return RocksDbDatastore.open(
          directory,
          RocksDbOptions.forSmallRecords().toBuilder()
              .compression(RocksDbOptions.Compression.ZSTD)
              .build());
    }

    @Override
    KeyValues bare(Path directory, int valueSize) throws Exception {
      return BareRocksDb.in(directory, preset(valueSize));
    }

    private RocksDbOptions preset(int valueSize) {
      return valueSize < BLOCK ? RocksDbOptions.forSmallRecords() : RocksDbOptions.forBlocks();
    }
  };

  /** Bytes from which on values are blocks. */
  private static final int BLOCK = 64 * 1024;

  private final String title;

  Engine(String title) {
    this.title = title;
  }

  /**
   * {@return our datastore in a directory}
   *
   * @param directory created where there is none
   * @param valueSize bytes of its values, about, for which it is tuned
   */
  abstract Batching ours(Path directory, int valueSize);

  /**
   * {@return our datastore in a directory, tuned for a generation of a keystore as in a new
   * repository}
   *
   * @param directory created where there is none
   */
  abstract Batching generation(Path directory);

  /**
   * {@return the bare engine in a directory, tuned in the same way}
   *
   * @param directory created where there is none
   * @param valueSize bytes of its values, about
   * @throws Exception whatever the engine throws
   */
  abstract KeyValues bare(Path directory, int valueSize) throws Exception;

  @Override
  public String toString() {
    return title;
  }
}
