package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * No history of calls from several threads through a cache differs from one in which they came one
 * by one, deletes and invalidations included.
 */
@Param(name = "block", gen = IntGen.class, conf = "0:1")
public class CachedBlockstoreLincheckTest {

  private static final Block[] BLOCKS = {Block.raw(new byte[1]), Block.raw(new byte[2])};

  private final CachedBlockstore store =
      CachedBlockstore.on(DatastoreBlockstore.on(new MemoryDatastore()));

  @Operation
  public boolean has(@Param(name = "block") int block) {
    return store.has(BLOCKS[block].cid());
  }

  @Operation
  public boolean get(@Param(name = "block") int block) {
    return store.get(BLOCKS[block].cid()).isPresent();
  }

  @Operation
  public long size(@Param(name = "block") int block) {
    return store.size(BLOCKS[block].cid()).orElse(-1);
  }

  @Operation
  public boolean view(@Param(name = "block") int block) {
    return store.view(BLOCKS[block].cid(), bytes -> bytes.remaining()).isPresent();
  }

  @Operation
  public void put(@Param(name = "block") int block) {
    store.put(BLOCKS[block]);
  }

  @Operation
  public void overwrite(@Param(name = "block") int block) {
    store.overwrite(BLOCKS[block]);
  }

  @Operation
  public void delete(@Param(name = "block") int block) {
    store.delete(BLOCKS[block].cid());
  }

  @Operation
  public void invalidate(@Param(name = "block") int block) {
    store.invalidate(List.of(BLOCKS[block].cid()));
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
        .invocationsPerIteration(200)
        .check(getClass());
  }
}
