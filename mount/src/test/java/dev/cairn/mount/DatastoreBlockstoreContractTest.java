package dev.cairn.mount;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.BlockstoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

class DatastoreBlockstoreContractTest {

  /** What all of these blockstores have in common. */
  private abstract static class Contract extends BlockstoreContract {
    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }

  @Nested
  class InMemory extends Contract {
    @Override
    protected Blockstore open(Path directory) {
      return DatastoreBlockstore.on(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class AtTheRootAndVerified extends Contract {
    @Override
    protected Blockstore open(Path directory) {
      return DatastoreBlockstore.on(new MemoryDatastore(), Key.ROOT, Verification.ON_READ);
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class BorrowingWhatCannotBatch extends Contract {
    @Override
    protected Blockstore open(Path directory) {
      var plain = new ForwardingDatastore(new MemoryDatastore()) {};
      return DatastoreBlockstore.borrowing(plain, Key.of("/a/b"), Verification.NONE);
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class InAMountOfEngines extends Contract {
    @Override
    protected Blockstore open(Path directory) {
      return DatastoreBlockstore.on(
          MountDatastore.of(
              List.of(
                  Mount.at(
                      "/blocks",
                      RocksDbDatastore.open(
                          directory.resolve("rocks"), RocksDbOptions.forBlocks())),
                  Mount.at(
                      "/",
                      LevelDbDatastore.open(
                          directory.resolve("level"), LevelDbOptions.defaults())))));
    }
  }

  @Nested
  class InLevelDb extends Contract {
    @Override
    protected Blockstore open(Path directory) {
      return DatastoreBlockstore.on(LevelDbDatastore.open(directory, LevelDbOptions.defaults()));
    }
  }
}
