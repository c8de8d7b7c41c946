package dev.cairn.mount;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.BlockstoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

class MultiBlockstoreContractTest {

  private static Blockstore inMemory() {
    return DatastoreBlockstore.on(new MemoryDatastore());
  }

  @Nested
  class CacheAlone extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return MultiBlockstore.builder().cache("cache", inMemory()).build();
    }

    @Override
    protected boolean persistent() {
      return false;
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }

  @Nested
  class CacheBeforeEmptyStores extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return MultiBlockstore.builder()
          .cache("cache", inMemory())
          .aux("first", inMemory(), Trust.TRUSTED)
          .aux("second", inMemory())
          .build();
    }

    @Override
    protected boolean persistent() {
      return false;
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }

  @Nested
  class CacheThatHealsAndPromotes extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return MultiBlockstore.builder()
          .cache("cache", inMemory())
          .aux(AuxStore.of("first", inMemory()).writable())
          .options(
              MultiBlockstoreOptions.defaults()
                  .healing(Healing.ON_READ)
                  .promotion(Promotion.always()))
          .build();
    }

    @Override
    protected boolean persistent() {
      return false;
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }

  @Nested
  class CacheAndAuxInEngines extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      var rocks = RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks());
      var level = LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults());
      return MultiBlockstore.builder()
          .cache("cache", DatastoreBlockstore.on(rocks))
          .aux("archive", DatastoreBlockstore.on(level))
          .build();
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }
}
