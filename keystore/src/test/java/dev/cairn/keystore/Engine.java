package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;

/** The engines that a keystore is tested on. */
enum Engine {
  LEVELDB {
    @Override
    Batching open(Path directory) {
      return LevelDbDatastore.open(directory, LevelDbOptions.defaults());
    }
  },
  ROCKSDB {
    @Override
    Batching open(Path directory) {
      return RocksDbDatastore.open(directory, RocksDbOptions.forSmallRecords());
    }
  };

  abstract Batching open(Path directory);
}
