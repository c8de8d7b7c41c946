package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DelayedDatastoreTest {

  private static final Key KEY = Key.of("/key");
  private static final byte[] VALUE = {1};

  @Test
  void a_call_that_is_held_up_waits_and_others_do_not() {
    MemoryDatastore below = new MemoryDatastore();
    AtomicBoolean returned = new AtomicBoolean();
    try (DelayedDatastore store = new DelayedDatastore(below);
        Together threads = new Together()) {
      DelayedDatastore.Hold hold = store.hold(Operation.PUT);
      threads.start(
          () -> {
            store.put(KEY, VALUE);
            returned.set(true);
          });

      hold.awaitArrival();
      assertThat(store.has(KEY)).isFalse();
      assertThat(returned).isFalse();
      hold.release();
      threads.await();

      assertThat(store.get(KEY)).hasValue(VALUE);
      store.put(KEY, VALUE); // released for good
    }
  }

  @Test
  void every_kind_of_call_may_be_delayed_by_whatever_is_injected() {
    List<Operation> delayed = new ArrayList<>();
    SettableClock clock = new SettableClock(Instant.EPOCH);
    DelayedDatastore store =
        new DelayedDatastore(
            new MemoryDatastore(),
            operation -> {
              delayed.add(operation);
              clock.advance(Duration.ofSeconds(1));
            });

    store.get(KEY);
    store.getAll(List.of(KEY));
    store.has(KEY);
    store.size(KEY);
    store.put(KEY, VALUE);
    store.delete(KEY);
    assertThat(store.query(Query.all()).hasNext()).isFalse();
    store.sync(KEY);
    var batch = store.capability(Batching.class).orElseThrow().batch();
    batch.put(KEY, VALUE);
    batch.delete(KEY);
    batch.commit();
    store.close();

    assertThat(delayed).containsExactly(Operation.values());
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(Operation.values().length));
  }
}
