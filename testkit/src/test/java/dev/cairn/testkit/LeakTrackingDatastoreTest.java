package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeakTrackingDatastoreTest {

  private static final Key KEY = Key.of("/key");

  private final LeakTrackingDatastore store = new LeakTrackingDatastore(new AbleDatastore());

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void what_is_closed_is_no_leak() {
    store.put(KEY, new byte[1]);
    try (Results results = store.query(Query.all())) {
      results.next();
    }
    store.query(Query.all()).toList();
    try (Stream<Entry> entries = store.query(Query.all()).stream()) {
      assertThat(entries).hasSize(1);
    }
    try (Batch batch = store.batch()) {
      batch.put(KEY, new byte[1]);
    }
    store.batch().commit();
    store.capability(Transactions.class).orElseThrow().begin().commit();
    store.capability(BulkLoad.class).orElseThrow().bulkLoad().close();
    try (Datastore snapshot = store.capability(Snapshots.class).orElseThrow().snapshot()) {
      snapshot.query(Query.all()).close();
    }

    assertThat(store.open()).isZero();
    store.assertNothingOpen();
  }

  @Test
  void results_left_open_are_told_with_the_line_that_opened_them() {
    Results left = store.query(Query.below(Key.of("/left")));

    assertThatThrownBy(store::assertNothingOpen)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("results of SELECT keys,vals FROM \"/left\"")
        .hasMessageContaining("results_left_open_are_told_with_the_line_that_opened_them")
        .satisfies(leak -> assertThat(leak.getSuppressed()).hasSize(1));

    left.close();
    store.assertNothingOpen();
  }

  @Test
  void everything_that_a_store_hands_out_is_watched() {
    Map<String, Runnable> openings =
        Map.of(
            "results", () -> store.query(Query.all()),
            "a batch", () -> store.batch(),
            "a transaction", () -> store.capability(Transactions.class).orElseThrow().begin(),
            "a bulk load", () -> store.capability(BulkLoad.class).orElseThrow().bulkLoad(),
            "a snapshot", () -> store.capability(Snapshots.class).orElseThrow().snapshot());

    openings.values().forEach(Runnable::run);

    assertThat(store.open()).isEqualTo(openings.size());
    openings
        .keySet()
        .forEach(
            what ->
                assertThatThrownBy(store::assertNothingOpen)
                    .hasMessageContaining(what + (what.equals("results") ? " of" : ", opened at")));
  }

  @Test
  void closing_the_store_closes_what_it_handed_out() {
    store.query(Query.all());

    store.close();

    store.assertNothingOpen();
  }

  @Test
  void what_is_refused_is_not_open() {
    Snapshots snapshots = store.capability(Snapshots.class).orElseThrow();
    Transactions transactions = store.capability(Transactions.class).orElseThrow();
    BulkLoad loads = store.capability(BulkLoad.class).orElseThrow();
    store.close();

    for (ThrowingCallable late :
        List.<ThrowingCallable>of(
            () -> store.query(Query.all()),
            store::batch,
            snapshots::snapshot,
            transactions::begin,
            loads::bulkLoad)) {
      assertThatThrownBy(late).isInstanceOf(DatastoreClosedException.class);
    }
    store.assertNothingOpen();
  }

  @Test
  void what_nobody_claims_below_is_not_claimed() {
    var plain = new LeakTrackingDatastore(new Broken());

    assertThat(plain.capability(Snapshots.class)).isEmpty();
    plain.close();
  }

  @Test
  void a_contract_fails_where_its_test_leaves_results_open() {
    assertThat(ContractRun.failuresOf(Leaking.class, Set.of()))
        .containsExactly("a_test_that_leaves_results_open");
  }

  /** Run by the test above alone. */
  static final class Leaking extends DatastoreFixture {

    @Override
    protected Datastore open(Path directory) {
      return new MemoryDatastore();
    }

    @Test
    void a_test_that_leaves_results_open() {
      store().query(Query.all());
    }

    @Test
    void a_test_that_closes_them() {
      store().query(Query.all()).close();
    }
  }
}
