package dev.cairn.car;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;

/** The engines that archives are imported into. */
enum Engine {
  LEVELDB {
    @Override
    Blockstore open(Path folder) {
      return DatastoreBlockstore.on(LevelDbDatastore.open(folder, LevelDbOptions.defaults()));
    }
  },
  ROCKSDB {
    @Override
    Blockstore open(Path folder) {
      return DatastoreBlockstore.on(RocksDbDatastore.open(folder, RocksDbOptions.forBlocks()));
    }
  };

  abstract Blockstore open(Path folder);
}
