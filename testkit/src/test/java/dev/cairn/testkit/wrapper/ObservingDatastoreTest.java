package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.CountingMeasurements;
import dev.cairn.datastore.wrapper.Distribution;
import dev.cairn.datastore.wrapper.MeasuredDatastore;
import dev.cairn.datastore.wrapper.Measurements;
import dev.cairn.datastore.wrapper.Observation;
import dev.cairn.datastore.wrapper.ObservingDatastore;
import dev.cairn.datastore.wrapper.Operation;
import dev.cairn.datastore.wrapper.Outcome;
import dev.cairn.datastore.wrapper.TracedDatastore;
import dev.cairn.testkit.FaultyDatastore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the wrappers that watch tell of the calls on a store. */
class ObservingDatastoreTest {

  private static final Key KEY = Key.of("/key");

  private final TendedDatastore able = new TendedDatastore();
  private final FaultyDatastore faulty = new FaultyDatastore(new MemoryDatastore());

  @Nested
  class Observed {

    private final List<String> heard = new ArrayList<>();
    private final Datastore store = new ObservingDatastore(able, this::begin);

    private Observation begin(Operation operation, Object subject) {
      return new Observation() {
        @Override
        public void ended(Outcome outcome, long bytes) {
          heard.add("%s %s %s %d".formatted(operation, subject, outcome, bytes));
        }

        @Override
        public void failed(Throwable failure) {
          heard.add("%s %s %s".formatted(operation, subject, failure.getMessage()));
        }
      };
    }

    @Test
    void every_call_is_heard_of_with_its_outcome_and_its_bytes() {
      store.put(KEY, bytes("four"));
      assertThat(store.get(KEY)).isPresent();
      assertThat(store.get(Key.of("/no"))).isEmpty();
      assertThat(store.has(KEY)).isTrue();
      assertThat(store.has(Key.of("/no"))).isFalse();
      assertThat(store.size(KEY)).hasValue(4);
      assertThat(store.size(Key.of("/no"))).isEmpty();
      assertThat(store.getAll(List.of(KEY, Key.of("/no")))).hasSize(1);
      store.delete(KEY);
      store.sync(Key.ROOT);
      store.close();

      assertThat(heard)
          .containsExactly(
              "put /key done 4",
              "get /key done 4",
              "get /no absent 0",
              "has /key done 0",
              "has /no absent 0",
              "size /key done 0",
              "size /no absent 0",
              "get-all [/key, /no] done 4",
              "delete /key done 0",
              "sync / done 0",
              "close / done 0");
    }

    @Test
    void a_query_ends_when_its_results_are_closed_and_counts_what_it_showed() {
      store.put(KEY, bytes("four"));
      store.put(Key.of("/other"), bytes("sevenxx"));
      heard.clear();

      Results results = store.query(Query.all());
      results.next();
      results.next();
      assertThat(results.hasNext()).isFalse();
      assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
      assertThat(heard).isEmpty();
      results.close();
      results.close();

      assertThat(heard).containsExactly("query SELECT keys,vals done 11");
    }

    @Test
    void a_batch_is_heard_of_write_by_write() {
      try (Batch batch = ((ObservingDatastore) store).batch()) {
        batch.put(KEY, bytes("four"));
        batch.delete(Key.of("/other"));
        batch.commit();
      }

      assertThat(heard)
          .containsExactly(
              "batch / done 0",
              "batch-put /key done 4",
              "batch-delete /other done 0",
              "commit / done 0");
    }

    @Test
    void what_transactions_snapshots_and_conditional_writes_do_is_heard_of() {
      ConditionalWrites writes = store.capability(ConditionalWrites.class).orElseThrow();
      assertThat(writes.putIfAbsent(KEY, bytes("1"))).isTrue();
      assertThat(writes.putIfAbsent(KEY, bytes("2"))).isFalse();
      try (Transaction transaction = store.capability(Transactions.class).orElseThrow().begin()) {
        transaction.query(Query.all()).close();
        transaction.put(KEY, bytes("22"));
        transaction.commit();
      }
      try (Datastore snapshot = store.capability(Snapshots.class).orElseThrow().snapshot()) {
        assertThat(snapshot.has(KEY)).isTrue();
      }

      assertThat(heard)
          .containsExactly(
              "put-if-absent /key done 1",
              "put-if-absent /key declined 1",
              "begin / done 0",
              "query SELECT keys,vals done 0",
              "batch-put /key done 2",
              "commit / done 0",
              "snapshot / done 0",
              "has /key done 0",
              "close / done 0");
    }

    @Test
    void a_failure_is_heard_of_once_and_thrown_as_it_is() {
      Datastore failing = new ObservingDatastore(faulty, this::begin);
      NoSpaceException full = new NoSpaceException("full");
      faulty.failAt(FaultyDatastore.Operation.PUT, 1, () -> full);
      faulty.failAt(FaultyDatastore.Operation.QUERY, 1, () -> full);
      faulty.failAt(FaultyDatastore.Operation.STEP, 1, () -> full);

      assertThatThrownBy(() -> failing.put(KEY, bytes("1"))).isSameAs(full);
      assertThatThrownBy(() -> failing.query(Query.all())).isSameAs(full);
      try (Results results = failing.query(Query.all())) {
        assertThatThrownBy(results::hasNext).isSameAs(full);
      }

      assertThat(heard)
          .containsExactly(
              "put /key full", "query SELECT keys,vals full", "query SELECT keys,vals full");
    }
  }

  @Nested
  class Measured {

    private final CountingMeasurements measurements = new CountingMeasurements();
    private long nanos;
    private final Datastore store = MeasuredDatastore.around(faulty, measurements, () -> nanos);

    @Test
    void measuring_nothing_is_the_store_itself() {
      assertThat(MeasuredDatastore.around(faulty, Measurements.NONE)).isSameAs(faulty);
    }

    @Test
    void absence_is_no_error() {
      assertThat(store.get(KEY)).isEmpty();

      assertThat(measurements.count(Operation.GET)).isEqualTo(1);
      assertThat(measurements.count(Operation.GET, Outcome.ABSENT)).isEqualTo(1);
      assertThat(measurements.count(Operation.GET, Outcome.FAILED)).isZero();
    }

    @Test
    void failures_are_counted_apart() {
      faulty.failAt(FaultyDatastore.Operation.PUT, 2, () -> new NoSpaceException("full"));
      store.put(KEY, bytes("1"));
      assertThatThrownBy(() -> store.put(KEY, bytes("2"))).hasMessage("full");

      assertThat(measurements.count(Operation.PUT)).isEqualTo(2);
      assertThat(measurements.count(Operation.PUT, Outcome.DONE)).isEqualTo(1);
      assertThat(measurements.count(Operation.PUT, Outcome.FAILED)).isEqualTo(1);
    }

    @Test
    void a_query_is_measured_with_its_iteration_until_it_is_closed() {
      store.put(KEY, bytes("1"));
      Results results = store.query(Query.all());
      nanos += 2_000_000;
      results.next();
      nanos += 50_000_000;

      assertThat(measurements.count(Operation.QUERY)).isZero();
      results.close();

      assertThat(measurements.count(Operation.QUERY)).isEqualTo(1);
      assertThat(measurements.latencies(Operation.QUERY).sum()).isEqualTo(52_000_000);
      assertThat(measurements.latencies(Operation.QUERY).counts())
          .containsExactly(0L, 0L, 0L, 1L, 0L, 0L);
    }

    @Test
    void the_writes_of_a_batch_are_counted_and_so_is_its_commit() {
      try (Batch batch = ((MeasuredDatastore) store).batch()) {
        batch.put(KEY, new byte[100]);
        batch.put(KEY, new byte[10]);
        batch.delete(KEY);
        batch.commit();
      }

      assertThat(measurements.count(Operation.BATCH_PUT)).isEqualTo(2);
      assertThat(measurements.count(Operation.BATCH_DELETE)).isEqualTo(1);
      assertThat(measurements.count(Operation.COMMIT)).isEqualTo(1);
      assertThat(measurements.sizes(Operation.BATCH_PUT).sum()).isEqualTo(110);
    }

    @Test
    void a_value_on_the_edge_of_a_bucket_lies_in_it() {
      for (int size : new int[] {0, 1, 64, 65, 4096, 4097, 1 << 18, (1 << 24) + 1}) {
        measurements.record(Operation.PUT, Outcome.DONE, 0, size);
      }

      Distribution sizes = measurements.sizes(Operation.PUT);
      assertThat(sizes.bounds()).containsExactly(64L, 4096L, 1L << 18, 1L << 24);
      assertThat(sizes.counts()).containsExactly(2L, 2L, 2L, 0L, 1L);
      assertThat(sizes.count()).isEqualTo(7);
      assertThat(measurements.count(Operation.PUT)).isEqualTo(8);
    }

    @Test
    void times_fall_into_buckets_from_a_tenth_of_a_millisecond_to_a_second() {
      for (long time : new long[] {100_000, 100_001, 1_000_000_000, 1_000_000_001}) {
        measurements.record(Operation.GET, Outcome.DONE, time, 0);
      }

      assertThat(measurements.latencies(Operation.GET).counts())
          .containsExactly(1L, 1L, 0L, 0L, 1L, 1L);
      assertThat(measurements.latencies(Operation.GET).mean()).isEqualTo(500_050_000.5);
      assertThat(measurements.latencies(Operation.PUT).mean()).isZero();
    }
  }

  @Nested
  class Traced {

    private final SpanList tracer = new SpanList();
    private final Datastore store = new TracedDatastore(able, "blocks", tracer);

    @Test
    void each_call_is_a_span_with_its_key_and_outcome_closed_once() {
      store.put(KEY, bytes("four"));
      assertThat(store.get(Key.of("/no"))).isEmpty();

      assertThat(tracer.spans)
          .extracting(span -> span.name)
          .containsExactly("datastore.put", "datastore.get");
      assertThat(tracer.spans.get(0).attributes)
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "datastore.name", "blocks",
                  "datastore.subject", "/key",
                  "datastore.outcome", "done",
                  "datastore.bytes", "4"));
      assertThat(tracer.spans.get(1).attributes).containsEntry("datastore.outcome", "absent");
      assertThat(tracer.spans).allSatisfy(span -> assertThat(span.closings).hasValue(1));
      assertThat(tracer.spans).allSatisfy(span -> assertThat(span.failure).isNull());
    }

    @Test
    void check_scrub_and_garbage_collection_reach_the_store() {
      able.damage.add("torn");

      assertThat(store.capability(Check.class).orElseThrow().check()).containsExactly("torn");
      assertThat(store.capability(Scrub.class).orElseThrow().scrub()).containsExactly("torn");
      store.capability(GarbageCollection.class).orElseThrow().collectGarbage();

      assertThat(able.damage).isEmpty();
      assertThat(able.garbageCollections).isEqualTo(1);
      assertThat(tracer.spans)
          .extracting(span -> span.name)
          .containsExactly("datastore.check", "datastore.scrub", "datastore.collect-garbage");
    }

    @Test
    void many_keys_are_counted_and_not_listed() {
      assertThat(store.getAll(List.of(KEY, Key.of("/no")))).isEmpty();

      assertThat(tracer.spans.get(0).attributes).containsEntry("datastore.subject", "2 keys");
    }

    @Test
    void a_failure_is_noted_and_the_span_closed() {
      Datastore failing = new TracedDatastore(faulty, "blocks", tracer);
      NoSpaceException full = new NoSpaceException("full");
      faulty.failAt(FaultyDatastore.Operation.DELETE, 1, () -> full);

      assertThatThrownBy(() -> failing.delete(KEY)).isSameAs(full);

      assertThat(tracer.spans.get(0).failure).isSameAs(full);
      assertThat(tracer.spans.get(0).attributes).containsEntry("datastore.outcome", "failed");
      assertThat(tracer.spans.get(0).closings).hasValue(1);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
