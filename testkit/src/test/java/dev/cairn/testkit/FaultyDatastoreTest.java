package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyDatastoreTest {

  private static final Key KEY = Key.of("/key");
  private static final byte[] VALUE = {1};

  private final MemoryDatastore below = new MemoryDatastore();
  private final FaultyDatastore store = new FaultyDatastore(below);

  @Test
  void the_planned_call_fails_and_those_around_it_do_not() {
    store.put(Key.of("/before"), VALUE);
    store.failAt(Operation.PUT, 3, () -> new NoSpaceException("planned"));

    store.put(Key.of("/1"), VALUE);
    store.put(Key.of("/2"), VALUE);
    assertThatThrownBy(() -> store.put(Key.of("/3"), VALUE))
        .isInstanceOf(NoSpaceException.class)
        .hasMessage("planned");
    store.put(Key.of("/4"), VALUE);

    assertThat(below.has(Key.of("/3"))).as("a failed call does nothing").isFalse();
    assertThat(below.has(Key.of("/4"))).isTrue();
    assertThat(store.calls(Operation.PUT)).isEqualTo(5);
  }

  @Test
  void calls_fail_until_the_store_is_healed() {
    store.failFromNowOn(Operation.GET, () -> new DatastoreException("planned"));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.get(KEY)).hasMessage("planned");
    }
    store.heal();

    assertThat(store.get(KEY)).isEmpty();
    assertThat(store.calls(Operation.GET)).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(Operation.class)
  void every_operation_can_fail(Operation operation) {
    store.put(KEY, VALUE);
    store.failAt(operation, 1, () -> new DatastoreException("planned"));

    assertThatThrownBy(calls().get(operation)).as("%s", operation).hasMessage("planned");
  }

  private Map<Operation, ThrowingCallable> calls() {
    return Map.ofEntries(
        Map.entry(Operation.GET, () -> store.get(KEY)),
        Map.entry(Operation.GET_ALL, () -> store.getAll(List.of(KEY))),
        Map.entry(Operation.HAS, () -> store.has(KEY)),
        Map.entry(Operation.SIZE, () -> store.size(KEY)),
        Map.entry(Operation.PUT, () -> store.put(KEY, VALUE)),
        Map.entry(Operation.DELETE, () -> store.delete(KEY)),
        Map.entry(Operation.QUERY, () -> store.query(Query.all())),
        Map.entry(Operation.STEP, () -> store.query(Query.all()).next()),
        Map.entry(Operation.SYNC, () -> store.sync(KEY)),
        Map.entry(Operation.BATCH, store::batch),
        Map.entry(Operation.BATCH_PUT, () -> store.batch().put(KEY, VALUE)),
        Map.entry(Operation.BATCH_DELETE, () -> store.batch().delete(KEY)),
        Map.entry(Operation.COMMIT, () -> store.batch().commit()),
        Map.entry(Operation.CLOSE, store::close));
  }

  @Test
  void a_failed_commit_writes_nothing_and_uses_the_batch_up() {
    store.failAt(Operation.COMMIT, 1, () -> new DatastoreException("planned"));
    Batch batch = store.batch();
    batch.put(KEY, VALUE);

    assertThatThrownBy(batch::commit).hasMessage("planned");

    assertThat(below.has(KEY)).isFalse();
    assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_listing_fails_in_its_middle() {
    for (int i = 0; i < 10; i++) {
      store.put(Key.of("/" + i), VALUE);
    }
    store.failAt(Operation.STEP, 6, () -> new DatastoreException("planned"));

    try (Results results = store.query(Query.all())) {
      for (int i = 0; i < 5; i++) {
        results.next();
      }
      assertThatThrownBy(results::next).hasMessage("planned");
    }
  }

  @Test
  void a_failed_close_has_closed() {
    store.failAt(Operation.CLOSE, 1, () -> new DatastoreException("planned"));

    assertThatThrownBy(store::close).hasMessage("planned");

    assertThatThrownBy(() -> below.get(KEY)).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void there_is_no_call_before_the_next() {
    assertThatThrownBy(
            () -> store.failAt(Operation.PUT, 0, () -> new DatastoreException("planned")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
