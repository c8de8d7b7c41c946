package dev.cairn.mount;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.BlockstoreContract;
import java.nio.file.Path;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Nested;

class WrappedBlockstoreContractTest {

  /** What all of these blockstores have in common. */
  private abstract static class Contract extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return around(DatastoreBlockstore.on(new MemoryDatastore()));
    }

    abstract Blockstore around(Blockstore below);

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
  class WithoutAnyPolicy extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return new ForwardingBlockstore(below) {};
    }
  }

  @Nested
  class WithEveryPolicy extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return new HashPolicyBlockstore(
          new SizeLimitBlockstore(new VerifyingBlockstore(new IdentityBlockstore(below)), 8 << 20),
          HashPolicy.defaults());
    }
  }

  @Nested
  class Cached extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return CachedBlockstore.on(below);
    }
  }

  @Nested
  class CachedWithRoomForThree extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return CachedBlockstore.builder(below).maxEntries(3).writeThrough().build();
    }
  }

  @Nested
  class Filtered extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return FilteredBlockstore.builder(below, Runnable::run).expectedBlocks(10).build();
    }
  }

  @Nested
  class CachedAndFilteredByAnotherThread extends Contract {
    @Override
    Blockstore around(Blockstore below) {
      return FilteredBlockstore.builder(CachedBlockstore.on(below), ForkJoinPool.commonPool())
          .expectedBlocks(10)
          .falsePositiveRate(0.5)
          .build();
    }
  }
}
