package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The store in memory keeps every contract but that of outliving its closing. */
class MemoryDatastoreContractTest {

  @Nested
  class Values extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return new MemoryDatastore();
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
      return new MemoryDatastore();
    }
  }

  @Nested
  class QueriesThroughAReadOnlyView extends QueryContract {
    @Override
    protected Datastore open(Path directory) {
      return new ReadOnlyDatastore(new MemoryDatastore());
    }

    @Override
    protected Datastore openWith(Path directory, Map<Key, byte[]> contents) {
      MemoryDatastore filled = new MemoryDatastore();
      putAll(filled, contents);
      return new ReadOnlyDatastore(filled);
    }
  }

  @Nested
  class Closing extends LifecycleContract {
    @Override
    protected Datastore open(Path directory) {
      return new MemoryDatastore();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class Batches extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return new MemoryDatastore();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class Faulty extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return new FaultyDatastore(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }
}
