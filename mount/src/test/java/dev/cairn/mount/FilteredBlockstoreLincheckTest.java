package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.memory.MemoryDatastore;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * No history of calls from several threads through a filter over a cache differs from one in which
 * they came one by one, deletes, rebuilds and invalidations included.
 */
@Param(name = "block", gen = IntGen.class, conf = "0:1")
public class FilteredBlockstoreLincheckTest {

  private static final Block[] BLOCKS = {Block.raw(new byte[1]), Block.raw(new byte[2])};

  private final FilteredBlockstore store =
      FilteredBlockstore.builder(
              CachedBlockstore.on(DatastoreBlockstore.on(new MemoryDatastore())), Runnable::run)
          .expectedBlocks(10)
          .build();

  @Operation
  public boolean has(@Param(name = "block") int block) {
    return store.has(BLOCKS[block].cid());
  }

  @Operation
  public boolean get(@Param(name = "block") int block) {
    return store.get(BLOCKS[block].cid()).isPresent();
  }

  @Operation
  public void put(@Param(name = "block") int block) {
    store.put(BLOCKS[block]);
  }

  @Operation
  public void delete(@Param(name = "block") int block) {
    store.delete(BLOCKS[block].cid());
  }

  @Operation
  public void rebuild() {
    store.rebuild(CancellationToken.never());
  }

  @Operation
  public void invalidateAll() {
    store.invalidateAll();
  }

  @Test
  void stress_finds_no_history_that_is_not_linearizable() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(5)
        .invocationsPerIteration(30)
        .check(getClass());
  }
}
