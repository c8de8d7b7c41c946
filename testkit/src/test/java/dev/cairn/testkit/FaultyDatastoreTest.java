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
import java.util.ArrayList;
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

  @Test
  void calls_fail_by_a_schedule() {
    store.put(KEY, VALUE);
    store.failWhen(Operation.PUT, call -> call % 3 == 0, () -> new DatastoreException("planned"));

    List<Integer> failed = new ArrayList<>();
    for (int call = 1; call <= 7; call++) {
      try {
        store.put(KEY, VALUE);
      } catch (DatastoreException e) {
        failed.add(call);
      }
    }

    assertThat(failed).containsExactly(3, 6);
  }

  @Test
  void a_torn_commit_applies_the_first_writes_and_fails() {
    store.put(Key.of("/old"), VALUE);
    store.tearCommitAt(2, 2, () -> new DatastoreException("torn"));
    try (Batch whole = store.batch()) {
      whole.put(Key.of("/whole"), VALUE);
      assertThat(whole.atomic()).as("a batch that may be torn").isFalse();
      whole.commit();
    }
    Batch torn = store.batch();
    torn.put(Key.of("/1"), VALUE);
    torn.delete(Key.of("/old"));
    torn.put(Key.of("/3"), VALUE);

    assertThatThrownBy(torn::commit).hasMessage("torn");

    assertThat(Shown.all(below.query(Query.all())))
        .extracting(shown -> shown.key().toString())
        .containsExactly("/1", "/whole");
    assertThatThrownBy(torn::commit).isInstanceOf(IllegalStateException.class);
    store.heal();
    assertThat(store.batch().atomic()).isTrue();
  }

  @Test
  void a_full_disk_takes_no_puts_and_all_deletes() {
    store.put(KEY, VALUE);
    store.fillUpAfter(KEY.length() + 10);

    store.put(KEY, new byte[10]);
    assertThatThrownBy(() -> store.put(KEY, new byte[0])).isInstanceOf(NoSpaceException.class);
    Batch refused = store.batch();
    refused.put(Key.of("/new"), VALUE);
    assertThatThrownBy(refused::commit).isInstanceOf(NoSpaceException.class);
    assertThat(below.size(KEY)).hasValue(10);
    assertThat(below.has(Key.of("/new"))).isFalse();

    try (Batch deletes = store.batch()) {
      deletes.delete(KEY);
      deletes.commit();
    }
    store.delete(Key.of("/absent"));
    assertThat(below.has(KEY)).isFalse();
    assertThatThrownBy(() -> store.put(KEY, VALUE)).isInstanceOf(NoSpaceException.class);

    store.heal();
    store.put(KEY, VALUE);
    assertThat(below.has(KEY)).isTrue();
  }

  @Test
  void a_stale_store_has_what_it_had_and_gets_what_is_there() {
    Key gone = Key.of("/gone");
    store.put(gone, VALUE);
    store.answerStale();
    store.put(KEY, VALUE);
    store.delete(gone);

    assertThat(store.has(KEY)).isFalse();
    assertThat(store.size(KEY)).isEmpty();
    assertThat(store.get(KEY)).hasValue(VALUE);
    assertThat(store.has(gone)).isTrue();
    assertThat(store.size(gone)).hasValue(0);
    assertThat(store.get(gone)).isEmpty();

    store.heal();
    assertThat(store.has(KEY)).isTrue();
    assertThat(store.has(gone)).isFalse();
  }
}
