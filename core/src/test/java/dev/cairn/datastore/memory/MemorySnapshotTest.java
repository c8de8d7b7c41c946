package dev.cairn.datastore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemorySnapshotTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  private final MemoryDatastore store = new MemoryDatastore();

  @BeforeEach
  void fill() {
    store.put(A, new byte[] {1});
    store.put(B, new byte[] {2, 2});
  }

  @Test
  void it_shows_the_moment_in_which_it_was_taken() {
    Datastore snapshot = store.snapshot();

    store.put(A, new byte[] {9});
    store.delete(B);
    store.put(Key.of("/c"), new byte[0]);
    store.deleteRange(KeyRange.below(Key.ROOT));

    assertThat(snapshot.get(A)).contains(new byte[] {1});
    assertThat(snapshot.has(B)).isTrue();
    assertThat(snapshot.size(B)).hasValue(2);
    assertThat(snapshot.has(Key.of("/c"))).isFalse();
    assertThat(snapshot.getAll(List.of(B, A, Key.ROOT))).containsOnlyKeys(A, B);
    assertThat(snapshot.query(Query.all().orderedBy(Order.KEY_DESCENDING)).toList())
        .extracting(Entry::key)
        .containsExactly(B, A);
    assertThat(Datastores.count(store, Query.all())).isZero();
    snapshot.sync(Key.ROOT);
  }

  @Test
  void its_arrays_are_the_callers() {
    Datastore snapshot = store.snapshot();

    snapshot.get(A).orElseThrow()[0] = 7;
    snapshot.query(Query.all()).next().value()[0] = 7;

    assertThat(snapshot.get(A)).contains(new byte[] {1});
    assertThat(store.get(A)).contains(new byte[] {1});
  }

  @Test
  void every_write_to_it_is_refused() {
    Datastore snapshot = store.snapshot();

    assertThatThrownBy(() -> snapshot.put(A, new byte[0]))
        .isInstanceOf(ReadOnlyDatastoreException.class)
        .hasMessageContainingAll("put /a", "snapshot of memory");
    assertThatThrownBy(() -> snapshot.delete(A)).isInstanceOf(ReadOnlyDatastoreException.class);
    assertThat(snapshot.capability(Batching.class)).isEmpty();
    assertThat(snapshot.capability(ConditionalWrites.class)).isEmpty();
  }

  @Test
  void it_can_be_viewed_and_taken_a_snapshot_of() {
    Datastore snapshot = store.snapshot();
    Datastore second = Datastores.require(snapshot, Snapshots.class).snapshot();

    assertThat(Datastores.require(second, View.class).view(B, ByteBuffer::remaining)).contains(2);
    snapshot.close();
    assertThatThrownBy(() -> second.get(A)).isInstanceOf(DatastoreClosedException.class);
    assertThat(store.has(A)).isTrue();
  }

  @Test
  void closed_it_refuses_everything_and_its_listings_too() {
    Datastore snapshot = store.snapshot();
    Results results = snapshot.query(Query.all());
    results.next();

    snapshot.close();
    snapshot.close();

    assertThatEveryCallIsRefused(snapshot, results);
    assertThat(store.has(A)).isTrue();
  }

  @Test
  void it_is_closed_with_its_store() {
    Datastore snapshot = store.snapshot();
    Results results = snapshot.query(Query.all());
    results.next();

    store.close();

    assertThatEveryCallIsRefused(snapshot, results);
    snapshot.close();
  }

  private static void assertThatEveryCallIsRefused(Datastore snapshot, Results results) {
    List<ThrowingCallable> late =
        List.of(
            () -> snapshot.get(A),
            () -> snapshot.has(A),
            () -> snapshot.size(A),
            () -> snapshot.getAll(List.of()),
            () -> snapshot.put(A, new byte[0]),
            () -> snapshot.delete(A),
            () -> snapshot.query(Query.all()),
            () -> snapshot.sync(Key.ROOT),
            () -> ((View) snapshot).view(A, ByteBuffer::remaining),
            ((Snapshots) snapshot)::snapshot,
            results::next);
    for (ThrowingCallable call : late) {
      assertThatThrownBy(call).isInstanceOf(DatastoreClosedException.class);
    }
  }

  @Test
  void however_its_closing_races_with_that_of_its_store_both_are_closed() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    for (int round = 0; round < 300; round++) {
      MemoryDatastore raced = new MemoryDatastore();
      Datastore snapshot = raced.snapshot();
      CountDownLatch ready = new CountDownLatch(3);
      List<Future<Object>> closings = new ArrayList<>();
      for (Datastore each : List.of(raced, snapshot)) {
        closings.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  each.close();
                  assertThatThrownBy(() -> each.has(A))
                      .isInstanceOf(DatastoreClosedException.class);
                  return each;
                }));
      }
      ready.countDown();
      for (Future<Object> closing : closings) {
        closing.get();
      }
    }
    threads.shutdownNow();
  }
}
