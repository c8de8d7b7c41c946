package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Datastore} does when it is closed: once, whole, whoever calls meanwhile, so
 * that every later call gets {@link DatastoreClosedException} and nothing worse.
 */
public abstract class LifecycleContract extends DatastoreFixture {

  /** What races are made of: code in the order that the best compiler likes. */
  private static final String ALL_COMPILERS = "-XX:TieredStopAtLevel=4";

  private static final Key KEY = Key.of("/key");
  private static final int ROUNDS = 10;

  /** Creates the contract for one test. */
  protected LifecycleContract() {}

  @Test
  void closing_twice_is_closing_once() {
    store().put(KEY, Samples.bytes("value"));

    store().close();
    store().close();

    assertThatEveryCallIsRefused(store());
  }

  @Test
  void every_call_on_a_closed_store_is_refused() {
    store().close();

    assertThatEveryCallIsRefused(store());
    assertThat(store().toString()).isNotEmpty();
  }

  private void assertThatEveryCallIsRefused(Datastore store) {
    lateCalls(store)
        .forEach(
            (name, call) ->
                assertThatThrownBy(call)
                    .as("%s after close", name)
                    .isInstanceOf(DatastoreClosedException.class));
  }

  private Map<String, ThrowingCallable> lateCalls(Datastore store) {
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("get", () -> store.get(KEY));
    calls.put("getAll", () -> store.getAll(List.of(KEY)));
    calls.put("has", () -> store.has(KEY));
    calls.put("size", () -> store.size(KEY));
    calls.put("put", () -> store.put(KEY, Samples.bytes("late")));
    calls.put("delete", () -> store.delete(KEY));
    calls.put("query", () -> store.query(Query.all()));
    calls.put("sync", () -> store.sync(Key.ROOT));
    calls.putAll(Capabilities.calls(store, directory("never-made")));
    return calls;
  }

  @Test
  void results_are_closed_with_their_store() {
    putAll(store(), Samples.tree(20));
    List<Results> untouched = new ArrayList<>();
    List<Results> asked = new ArrayList<>();
    for (Query query : List.of(Query.all(), Query.all().orderedBy(Order.VALUE))) {
      untouched.add(store().query(query));
      Results begun = store().query(query);
      begun.next();
      assertThat(begun.hasNext()).isTrue();
      asked.add(begun);
    }

    store().close();

    List<Results> all = new ArrayList<>(untouched);
    all.addAll(asked);
    for (Results results : all) {
      String which = results.query().toString();
      assertThatThrownBy(results::hasNext).as(which).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(results::next).as(which).isInstanceOf(DatastoreClosedException.class);
      results.close();
      results.close();
    }
  }

  @Test
  void a_batch_is_closed_with_its_store_and_discarded() {
    Batching batching = batchingOrSkip(store());
    Batch batch = batching.batch();
    batch.put(KEY, Samples.bytes("value"));

    store().close();

    assertThatThrownBy(() -> batch.put(KEY, new byte[0]))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> batch.delete(KEY)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(batch::commit).isInstanceOf(DatastoreClosedException.class);
    batch.close();
    batch.close();
    assertLacks(reopened(), KEY);
  }

  private static Batching batchingOrSkip(Datastore store) {
    Optional<Batching> batching = store.capability(Batching.class);
    assumeTrue(batching.isPresent(), "the store takes no batches");
    return batching.orElseThrow();
  }

  @Test
  void a_closed_store_can_be_opened_again_at_once() {
    Map<Key, byte[]> contents = Samples.tree(5);
    putAll(store(), contents);

    for (int opening = 0; opening < ROUNDS; opening++) {
      Results left = store().query(Query.all());
      assertThat(left.hasNext()).isEqualTo(opening == 0 || persistent());
      Datastore again = reopened();

      again.put(KEY, Samples.bytes("opening " + opening));
      assertHolds(again, KEY, Samples.bytes("opening " + opening));
      if (!persistent()) {
        again.delete(KEY);
      }
    }
    if (persistent()) {
      contents.forEach((key, value) -> assertHolds(store(), key, value));
    }
  }

  @Test
  void closing_from_many_threads_closes_once_and_returns_when_it_is_closed() {
    for (int round = 0; round < ROUNDS; round++) {
      Datastore store = openAt("closed-by-many");
      store.put(KEY, Samples.bytes("value"));
      Results open = store.query(Query.all());
      CountDownLatch ready = new CountDownLatch(4);
      try (Together threads = new Together()) {
        for (int i = 0; i < 4; i++) {
          threads.start(
              () -> {
                ready.countDown();
                ready.await();
                store.close();
                assertThatEveryCallIsRefused(store);
                assertThatThrownBy(open::hasNext).isInstanceOf(DatastoreClosedException.class);
              });
        }
      }
    }
  }

  @Test
  void closing_while_calls_run_refuses_the_late_ones_and_loses_none_that_returned() {
    for (int round = 0; round < ROUNDS; round++) {
      Race race = new Race(openAt("race-" + round));
      race.run();
      if (persistent()) {
        Datastore again = openAt("race-" + round);
        assertThat(numbersWritten(again).nextClearBit(0))
            .as("writes that are there without a gap, of %d that had returned", race.written.get())
            .isGreaterThanOrEqualTo(race.written.get());
        again.close();
      }
    }
  }

  /** Reads what a race wrote in one listing: there may be very many. */
  private static BitSet numbersWritten(Datastore store) {
    BitSet numbers = new BitSet();
    try (Results results = store.query(Query.below(Key.of("/written")))) {
      while (results.hasNext()) {
        Entry entry = results.next();
        String number = entry.key().baseNamespace();
        assertThat(entry.value()).isEqualTo(Samples.bytes("value " + number));
        numbers.set(Integer.parseInt(number));
      }
    }
    return numbers;
  }

  /** Threads that call until they are refused, and one that closes the store under them. */
  private final class Race {
    private final Datastore store;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger written = new AtomicInteger();
    private final CountDownLatch busy = new CountDownLatch(6);

    Race(Datastore store) {
      this.store = store;
      putAll(store, Samples.tree(25));
    }

    void run() {
      try (Together threads = new Together()) {
        threads.start(() -> untilRefused(this::write));
        threads.start(() -> untilRefused(i -> store.get(Key.of("/written/" + i / 2))));
        threads.start(() -> untilRefused(this::listInSteps));
        threads.start(() -> untilRefused(this::listSorted));
        threads.start(() -> untilRefused(this::deleteAndSync));
        threads.start(() -> untilRefused(this::writeBatch));
        threads.start(
            () -> {
              busy.await();
              store.close();
              closed.set(true);
              assertThatEveryCallIsRefused(store);
            });
      }
    }

    private void untilRefused(IntConsumer step) {
      for (int i = 0; ; i++) {
        boolean late = closed.get();
        try {
          step.accept(i);
        } catch (DatastoreClosedException e) {
          busy.countDown(); // refused before it got going only where the store is broken
          return;
        }
        if (late) {
          throw new AssertionError("a call that began after the close was served");
        }
        if (i == 3) {
          busy.countDown();
        }
      }
    }

    private void write(int i) {
      store.put(Key.of("/written/" + i), Samples.bytes("value " + i));
      written.set(i + 1);
    }

    private void listInSteps(int i) {
      try (Results results = store.query(Query.below(Key.of("/prefix")))) {
        assertThat(results.toList()).as("a listing never ends early").hasSize(50);
      }
    }

    private void listSorted(int i) {
      Query query = Query.below(Key.of("/capital")).orderedBy(Order.VALUE).keysOnly();
      try (Results results = store.query(query)) {
        assertThat(results.toList()).as("a listing never ends early").hasSize(25);
      }
    }

    private void deleteAndSync(int i) {
      store.delete(Key.of("/absent/" + i));
      if (i % 50 == 0) {
        store.sync(Key.ROOT);
      }
    }

    private void writeBatch(int i) {
      Optional<Batching> batching = store.capability(Batching.class);
      if (batching.isEmpty()) {
        store.has(KEY);
        return;
      }
      try (Batch batch = batching.get().batch()) {
        batch.put(Key.of("/batched/1"), Samples.bytes("value " + i));
        batch.put(Key.of("/batched/2"), Samples.bytes("value " + i));
        batch.commit();
      }
    }
  }

  @Test
  void results_may_be_closed_by_another_thread_at_any_step() {
    putAll(store(), Samples.tree(100));
    for (int round = 0; round < 50; round++) {
      Results results = store().query(Query.all());
      CountDownLatch begun = new CountDownLatch(1);
      try (Together threads = new Together()) {
        threads.start(
            () -> {
              try {
                for (int i = 0; results.hasNext(); i++) {
                  results.next();
                  if (i == 10) {
                    begun.countDown();
                  }
                }
              } catch (DatastoreClosedException expected) {
                return;
              }
              // Not refused, so it came to its end before it was closed.
            });
        threads.start(
            () -> {
              begun.await();
              results.close();
            });
      }
      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
    }
    assertThat(Shown.all(store().query(Query.all()))).hasSize(400);
  }

  @Test
  void results_and_their_store_may_be_closed_at_the_same_time() {
    for (int round = 0; round < ROUNDS; round++) {
      Datastore store = openAt("closed-together");
      putAll(store, Samples.tree(2));
      List<Results> open = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        open.add(store.query(Query.all()));
      }
      CountDownLatch ready = new CountDownLatch(2);
      try (Together threads = new Together()) {
        threads.start(
            () -> {
              ready.countDown();
              ready.await();
              open.forEach(Results::close);
            });
        threads.start(
            () -> {
              ready.countDown();
              ready.await();
              store.close();
            });
      }
      open.forEach(
          results ->
              assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class));
    }
  }

  @Test
  void no_misuse_from_any_number_of_threads_ends_the_jvm() {
    assertOutlivesAbuse(12);
  }

  @Test
  @Tag("soak")
  void no_misuse_from_any_number_of_threads_ends_the_jvm_however_long() {
    assertOutlivesAbuse(300);
  }

  private void assertOutlivesAbuse(int rounds) {
    Path abused = directory("abused");

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(
                HandleAbuse.class,
                nameForForks(),
                abused.toString(),
                Long.toString(Seeds.seed()),
                Integer.toString(rounds))
            .withOption(ALL_COMPILERS)
            .run()
            .expectSuccess();

    assertThat(outcome.lines()).last().isEqualTo(HandleAbuse.SURVIVED);
    Datastore after = openAt("abused");
    after.put(KEY, Samples.bytes("still works"));
    assertHolds(after, KEY, Samples.bytes("still works"));
  }
}
