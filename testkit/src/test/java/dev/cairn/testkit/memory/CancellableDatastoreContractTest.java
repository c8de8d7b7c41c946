package dev.cairn.testkit.memory;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.async.CancellableDatastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.BatchingContract;
import dev.cairn.testkit.DatastoreContract;
import dev.cairn.testkit.LifecycleContract;
import dev.cairn.testkit.QueryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** A view that nobody cancels keeps every contract that the store below keeps. */
class CancellableDatastoreContractTest {

  private static Datastore opened() {
    return new CancellableDatastore(new MemoryDatastore(), CancellationToken.never());
  }

  @Nested
  class Values extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return opened();
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
      return opened();
    }
  }

  @Nested
  class Batches extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return opened();
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
      return opened();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }
}
