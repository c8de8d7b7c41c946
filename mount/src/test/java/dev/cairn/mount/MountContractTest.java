package dev.cairn.mount;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.EngineContract;
import dev.cairn.testkit.TransactionsContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/** Every ability of several stores, in one of which everything lies. */
class MountContractTest extends EngineContract {

  @Override
  protected Datastore open(Path directory) {
    return MountDatastore.of(
        List.of(
            Mount.at("/", new MemoryDatastore()), Mount.at("/elsewhere", new MemoryDatastore())),
        BatchJournal.in(directory.resolveSibling(directory.getFileName() + "-journal")));
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
        View.class);
  }

  /** Which there are where one store alone is mounted. */
  @Nested
  class TransactionsOfOneStore extends TransactionsContract {
    @Override
    protected Datastore open(Path directory) {
      return MountDatastore.of(List.of(Mount.at("/", new MemoryDatastore())));
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }
}
