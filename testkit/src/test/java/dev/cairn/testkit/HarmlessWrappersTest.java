package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** Wrappers of the kit that are told to do nothing change nothing of what a store keeps. */
class HarmlessWrappersTest {

  @Nested
  class Faulty extends EngineContract {
    @Override
    protected Datastore open(Path directory) {
      return new FaultyDatastore(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }

    @Override
    protected Set<Class<?>> capabilities() {
      return Set.of(Batching.class);
    }
  }

  @Nested
  class Delayed extends EngineContract {
    @Override
    protected Datastore open(Path directory) {
      return new DelayedDatastore(new MemoryDatastore());
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
  }
}
