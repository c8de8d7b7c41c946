package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.wrapper.CountingMeasurements;
import dev.cairn.datastore.wrapper.LoggingDatastore;
import dev.cairn.datastore.wrapper.MeasuredDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import dev.cairn.datastore.wrapper.Quota;
import dev.cairn.datastore.wrapper.QuotaDatastore;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import dev.cairn.datastore.wrapper.RetryPolicy;
import dev.cairn.datastore.wrapper.RetryingDatastore;
import dev.cairn.datastore.wrapper.TracedDatastore;
import dev.cairn.datastore.wrapper.Tracer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GeneratingDatastoreTest {

  private final GeneratingDatastore store = new GeneratingDatastore(1000);

  @Test
  void every_query_is_answered_as_if_the_entries_were_there() {
    Map<Key, byte[]> contents = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      contents.put(GeneratingDatastore.key(i), GeneratingDatastore.value(i));
    }
    Random random = Seeds.random();
    for (int i = 0; i < 100; i++) {
      Order order = random.nextBoolean() ? Order.KEY : Order.KEY_DESCENDING;
      Query query =
          Query.below(random.nextInt(4) == 0 ? Key.ROOT : GeneratingDatastore.PREFIX)
              .from(GeneratingDatastore.key(random.nextInt(1200)))
              .to(GeneratingDatastore.key(random.nextInt(1200)))
              .orderedBy(order)
              .offset(random.nextInt(10))
              .limit(random.nextInt(500));

      assertThat(Shown.all(store.query(query))).isEqualTo(NaiveQuery.answer(query, contents));
    }
    assertThat(Datastores.count(store, Query.all())).isEqualTo(1000);
  }

  @Test
  void single_entries_are_those_of_the_listing() {
    for (Entry entry : store.query(Query.all()).toList()) {
      DatastoreContract.assertHolds(store, entry.key(), entry.value());
    }
    DatastoreContract.assertLacks(store, GeneratingDatastore.key(1000));
    DatastoreContract.assertLacks(store, Key.of("/generated"));
    DatastoreContract.assertLacks(store, Key.of("/generated/1"));
    assertThat(new GeneratingDatastore(0).query(Query.all()).toList()).isEmpty();
  }

  @Test
  void writes_and_late_calls_are_refused() {
    assertThatThrownBy(() -> store.put(Key.of("/key"), new byte[1]))
        .isInstanceOf(ReadOnlyDatastoreException.class);
    assertThatThrownBy(() -> store.delete(Key.of("/key")))
        .isInstanceOf(ReadOnlyDatastoreException.class);
    store.sync(Key.ROOT);

    store.close();

    assertThatThrownBy(() -> store.get(Key.of("/key")))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> store.query(Query.all())).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> new GeneratingDatastore(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_listing_of_a_million_entries_through_wrappers_streams_in_a_heap_of_64_megabytes() {
    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Lister.class, "1000000").withOption("-Xmx64m").run().expectSuccess();

    assertThat(outcome.lines()).containsExactly("1000000 ascending", "1000000 descending");
  }

  @Test
  void holding_a_million_entries_in_such_a_heap_is_what_fails() {
    ForkedJvm.Outcome outcome = ForkedJvm.of(Holder.class, "1000000").withOption("-Xmx64m").run();

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.errors()).anyMatch(line -> line.contains("OutOfMemoryError"));
  }

  /** Lists as many entries as its argument says, both ways. */
  static final class Lister {
    private Lister() {}

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) {
      try (Datastore wrapped = wrap(new GeneratingDatastore(Long.parseLong(arguments[0])))) {
        Query query = Query.all().filter(entry -> true);
        System.out.println(count(wrapped, query.orderedBy(Order.KEY)) + " ascending");
        System.out.println(count(wrapped, query.orderedBy(Order.KEY_DESCENDING)) + " descending");
      }
    }

    /** Returns the store inside the wrappers that need nothing written to it. */
    private static Datastore wrap(Datastore store) {
      Datastore watched =
          new TracedDatastore(
              new LoggingDatastore(
                  MeasuredDatastore.around(
                      new ReadOnlyDatastore(store), new CountingMeasurements()),
                  "logged"),
              "traced",
              name -> new IdleSpan());
      Datastore kept =
          new QuotaDatastore(
              new RetryingDatastore(watched, RetryPolicy.defaults()), Quota.unlimited());
      return new LeakTrackingDatastore(
          new DelayedDatastore(new NamespaceDatastore(kept, GeneratingDatastore.PREFIX)));
    }

    private record IdleSpan() implements Tracer.Span {
      @Override
      public void attribute(String name, String value) {}

      @Override
      public void failed(Throwable failure) {}

      @Override
      public void close() {}
    }

    private static long count(Datastore store, Query query) {
      long count = 0;
      try (Results results = store.query(query)) {
        while (results.hasNext()) {
          count += results.next().value().length / GeneratingDatastore.VALUE_SIZE;
        }
      }
      return count;
    }
  }

  /** Holds as many entries as its argument says. */
  static final class Holder {
    private Holder() {}

    /**
     * Closes nothing: where memory runs out in compiled code, HotSpot may leave a method without
     * its {@code finally} ("failed reallocation of scalar replaced objects"), and whoever closes
     * then waits for the call that was left so.
     */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) {
      Datastore store = new GeneratingDatastore(Long.parseLong(arguments[0]));
      System.out.println(store.query(Query.all()).toList().size());
    }
  }
}
