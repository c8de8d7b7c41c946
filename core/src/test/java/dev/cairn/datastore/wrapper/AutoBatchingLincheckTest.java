package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * No history of calls from several threads differs from one in which they came one by one, though
 * every third write hands what was collected to the store below.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:3")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class AutoBatchingLincheckTest {

  private static final Key[] KEYS = {Key.ROOT, Key.of("/1"), Key.of("/2"), Key.of("/3")};

  private final AutoBatchingDatastore store =
      new AutoBatchingDatastore(new MemoryDatastore(), 2, 1000);

  private static byte[] bytes(int number) {
    return new byte[] {(byte) number};
  }

  private static int number(Optional<byte[]> value) {
    return value.isPresent() ? value.get()[0] : -1;
  }

  @Operation
  public int get(@Param(name = "key") int key) {
    return number(store.get(KEYS[key]));
  }

  @Operation
  public boolean has(@Param(name = "key") int key) {
    return store.has(KEYS[key]);
  }

  @Operation
  public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
    store.put(KEYS[key], bytes(value));
  }

  @Operation
  public void delete(@Param(name = "key") int key) {
    store.delete(KEYS[key]);
  }

  @Operation
  public void flush() {
    store.flush();
  }

  @Operation
  public int listFirst() {
    return store.query(Query.all().limit(1)).toList().size();
  }

  @Operation
  public void batch(@Param(name = "key") int key, @Param(name = "value") int value) {
    try (Batch batch = store.batch()) {
      batch.put(KEYS[key], bytes(value));
      batch.commit();
    }
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
