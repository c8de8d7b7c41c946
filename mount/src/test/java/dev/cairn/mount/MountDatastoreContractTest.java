package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.BatchingContract;
import dev.cairn.testkit.DatastoreContract;
import dev.cairn.testkit.DurabilityContract;
import dev.cairn.testkit.LifecycleContract;
import dev.cairn.testkit.QueryContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

/** The mount of go-datastore's own suite: four stores, nested, one of them at the root. */
class MountDatastoreContractTest {

  private static Datastore nestedMounts() {
    return MountDatastore.of(
        List.of(
            Mount.at("/prefix", new MemoryDatastore()),
            Mount.at("/prefix/sub", new MemoryDatastore()),
            Mount.at("/0", new MemoryDatastore()),
            Mount.at("/", new MemoryDatastore())));
  }

  @Nested
  class Values extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return nestedMounts();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class Queries extends QueryContract {
    @Override
    protected Datastore open(Path directory) {
      return nestedMounts();
    }
  }

  @Nested
  class Batches extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return nestedMounts();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class Closing extends LifecycleContract {
    @Override
    protected Datastore open(Path directory) {
      return nestedMounts();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  /** As in a repository of Kubo's kind: one engine below a prefix, another for all other keys. */
  private static Datastore enginesIn(Path directory, String prefix) {
    return MountDatastore.of(
        List.of(
            Mount.at(
                prefix,
                RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks())),
            Mount.at(
                "/",
                LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults()))));
  }

  @Nested
  class ValuesInEngines extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return enginesIn(directory, "/prefix");
    }
  }

  @Nested
  class QueriesOfEngines extends QueryContract {
    @Override
    protected Datastore open(Path directory) {
      return enginesIn(directory, "/prefix");
    }
  }

  @Nested
  class BatchesOfEngines extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return enginesIn(directory, "/blocks");
    }
  }

  @Nested
  class ClosingOfEngines extends LifecycleContract {
    @Override
    protected Datastore open(Path directory) {
      return enginesIn(directory, "/abused");
    }
  }

  /** All that it writes lies in one store, so its batches are atomic. */
  @Nested
  class CrashesInOneEngine extends DurabilityContract {
    @Override
    protected Datastore open(Path directory) {
      return enginesIn(directory, "/crash");
    }

    @Override
    protected int kills() {
      return 3;
    }
  }
}
