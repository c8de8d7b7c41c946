package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** The store in memory keeps every contract but those of outliving its closing. */
class MemoryDatastoreContractTest extends EngineContract {

  @Override
  protected Datastore open(Path directory) {
    return new MemoryDatastore();
  }

  @Override
  protected boolean persistent() {
    return false;
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return Set.of(
        Batching.class,
        BulkLoad.class,
        ConditionalWrites.class,
        RangeDelete.class,
        Snapshots.class,
        Transactions.class,
        View.class);
  }

  /** A store that only reads is filled before it is wrapped. */
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
}
