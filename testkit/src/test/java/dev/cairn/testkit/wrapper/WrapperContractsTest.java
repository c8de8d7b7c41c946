package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.BatchingContract;
import dev.cairn.testkit.DatastoreContract;
import dev.cairn.testkit.LifecycleContract;
import dev.cairn.testkit.QueryContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every wrapper keeps the contracts that the store below keeps. */
class WrapperContractsTest {

  @Nested
  @ParameterizedClass
  @EnumSource
  class Values extends DatastoreContract {
    @Parameter Wrapper wrapper = Wrapper.LAYERED;

    @Override
    protected Datastore open(Path directory) {
      return wrapper.around(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  @ParameterizedClass
  @EnumSource
  class Queries extends QueryContract {
    @Parameter Wrapper wrapper = Wrapper.LAYERED;

    @Override
    protected Datastore open(Path directory) {
      return wrapper.around(new MemoryDatastore());
    }
  }

  @Nested
  @ParameterizedClass
  @EnumSource
  class Batches extends BatchingContract {
    @Parameter Wrapper wrapper = Wrapper.LAYERED;

    @Override
    protected Datastore open(Path directory) {
      return wrapper.around(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  /** One wrapper: another JVM, too, makes it by the constructor without arguments. */
  abstract static class Closing extends LifecycleContract {
    private final Wrapper wrapper;

    Closing(Wrapper wrapper) {
      this.wrapper = wrapper;
    }

    @Override
    protected Datastore open(Path directory) {
      return wrapper.around(new MemoryDatastore());
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Nested
  class ClosingWhatCollects extends Closing {
    ClosingWhatCollects() {
      super(Wrapper.AUTO_BATCHING);
    }
  }

  @Nested
  class ClosingWhatSorts extends Closing {
    ClosingWhatSorts() {
      super(Wrapper.TRANSFORMED);
    }
  }

  @Nested
  class ClosingWhatIsCancellable extends Closing {
    ClosingWhatIsCancellable() {
      super(Wrapper.CANCELLABLE);
    }
  }

  @Nested
  class ClosingLayers extends Closing {
    ClosingLayers() {
      super(Wrapper.LAYERED);
    }
  }
}
