package dev.cairn.datastore.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No history of calls from several threads differs from one in which they came one by one. */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class MemoryLincheckTest {

  /** What no two threads can disturb each other in, so that nothing is tried out inside it. */
  private static final String[] IMMUTABLE = {
    Key.class.getName(), KeyRange.class.getName(), PersistentTree.class.getName()
  };

  private static final Key[] KEYS = {Key.ROOT, Key.of("/1"), Key.of("/2")};

  private final MemoryDatastore store = new MemoryDatastore();

  private static Key key(int number) {
    return KEYS[number];
  }

  private static byte[] bytes(int number) {
    return new byte[] {(byte) number};
  }

  private static int number(Optional<byte[]> value) {
    return value.isPresent() ? value.get()[0] : -1;
  }

  @Operation
  public int get(@Param(name = "key") int key) {
    return number(store.get(key(key)));
  }

  @Operation
  public boolean has(@Param(name = "key") int key) {
    return store.has(key(key));
  }

  @Operation
  public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
    store.put(key(key), bytes(value));
  }

  @Operation
  public void delete(@Param(name = "key") int key) {
    store.delete(key(key));
  }

  @Operation
  public boolean putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
    return store.putIfAbsent(key(key), bytes(value));
  }

  @Operation
  public boolean replace(
      @Param(name = "key") int key,
      @Param(name = "value") int expected,
      @Param(name = "value") int value) {
    return store.replace(key(key), bytes(expected), bytes(value));
  }

  @Operation
  public void batch(@Param(name = "value") int value) {
    try (Batch batch = store.batch()) {
      batch.put(key(1), bytes(value));
      batch.put(key(2), bytes(value));
      batch.commit();
    }
  }

  @Operation
  public void deleteAll() {
    store.deleteRange(KeyRange.ALL);
  }

  @Operation
  public List<Integer> snapshot() {
    try (Datastore snapshot = store.snapshot()) {
      return List.of(number(snapshot.get(key(1))), number(snapshot.get(key(2))));
    }
  }

  @Test
  @Tag("soak")
  void model_checking_finds_no_history_that_is_not_linearizable() {
    modelChecking().check(getClass());
  }

  @Test
  void stress_finds_no_history_that_is_not_linearizable() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(20)
        .invocationsPerIteration(200)
        .check(getClass());
  }

  @Test
  @Tag("soak")
  void a_store_that_looks_before_it_writes_is_caught() {
    assertThatThrownBy(() -> modelChecking().check(Careless.class))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions modelChecking() {
    return new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .iterations(10)
        .invocationsPerIteration(200)
        .addGuarantee(forClasses(IMMUTABLE).allMethods().ignore());
  }

  /** Sets an absent key in two steps, between which another may set it. */
  public static final class Careless {
    private final MemoryDatastore store = new MemoryDatastore();

    @Operation
    public boolean putIfAbsent() {
      boolean absent = !store.has(Key.ROOT);
      if (absent) {
        store.put(Key.ROOT, new byte[0]);
      }
      return absent;
    }
  }
}
