package dev.cairn.datastore.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CancellableDatastoreTest {

  private static final Key A = Key.of("/a");

  private final MemoryDatastore memory = new MemoryDatastore();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CancellableDatastore store = new CancellableDatastore(memory, stop::get);

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      memory.put(Key.of("/" + i), new byte[] {(byte) i});
    }
  }

  @Test
  void it_passes_everything_on_until_it_is_cancelled() {
    store.put(A, new byte[] {1});

    assertThat(store.get(A)).contains(new byte[] {1});
    assertThat(store.has(A)).isTrue();
    assertThat(store.size(A)).hasValue(1);
    assertThat(store.getAll(List.of(A, Key.ROOT))).containsOnlyKeys(A);
    assertThat(store.query(Query.all()).toList()).hasSize(1);
    assertThat(store.query(Query.all().limit(3)).query()).hasToString("SELECT keys,vals LIMIT 3");
    store.sync(A);
    try (Batch batch = store.batch()) {
      batch.delete(A);
      batch.put(Key.of("/b"), new byte[0]);
      batch.commit();
    }
    store.delete(Key.of("/b"));
    assertThat(Datastores.count(memory, Query.all())).isZero();
  }

  @Test
  void cancelled_it_begins_nothing() {
    Batch batch = store.batch();
    batch.put(A, new byte[0]);
    stop.set(true);

    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> store.get(A),
            () -> store.getAll(List.of(A)),
            () -> store.has(A),
            () -> store.size(A),
            () -> store.put(A, new byte[0]),
            () -> store.delete(A),
            () -> store.query(Query.all()),
            () -> store.sync(A),
            store::batch,
            () -> batch.put(A, new byte[0]),
            () -> batch.delete(A),
            batch::commit)) {
      assertThatThrownBy(call)
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("the caller cancelled it");
    }
    batch.close();
    assertThat(memory.has(A)).isFalse();
    assertThatThrownBy(() -> store.put(A, new byte[0])).hasMessageContaining("put /a");
  }

  @Test
  void a_listing_throws_at_its_next_step_and_lets_go_of_all_when_it_is_closed() {
    fill(3);
    try (Results results = store.query(Query.all())) {
      assertThat(results.next()).extracting(Entry::key).isEqualTo(Key.of("/0"));
      stop.set(true);
      assertThatThrownBy(results::hasNext).isInstanceOf(CancelledException.class);
      assertThatThrownBy(results::next).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void a_search_that_finds_nothing_is_cancelled_on_its_way() {
    fill(100);
    List<Key> seen = new ArrayList<>();
    Query query =
        Query.all()
            .filter(
                entry -> {
                  seen.add(entry.key());
                  stop.set(seen.size() == 5);
                  return false;
                });

    assertThatThrownBy(() -> Datastores.count(store, query)).isInstanceOf(CancelledException.class);
    assertThat(seen).hasSize(5);
  }

  @Test
  void a_read_of_many_keys_is_cancelled_between_some_of_them() {
    fill(1000);
    List<Integer> sizes = new ArrayList<>();
    Datastore counted =
        new ForwardingDatastore(memory) {
          @Override
          public Map<Key, byte[]> getAll(Collection<Key> keys) {
            sizes.add(keys.size());
            stop.set(sizes.size() == 3);
            return super.getAll(keys);
          }
        };
    List<Key> keys = memory.query(Query.all()).toList().stream().map(Entry::key).toList();

    assertThatThrownBy(() -> new CancellableDatastore(counted, stop::get).getAll(keys))
        .isInstanceOf(CancelledException.class);
    assertThat(sizes).containsExactly(64, 64, 64);
    stop.set(false);
    assertThat(store.getAll(keys).keySet()).containsExactlyElementsOf(keys);
  }
}
