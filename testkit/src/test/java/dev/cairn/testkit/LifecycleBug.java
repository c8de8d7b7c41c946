package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** What may be wrong with closing, and which test of the contract sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum LifecycleBug implements PlantedBug {
  NEVER_CLOSES(
      () ->
          new Broken() {
            @Override
            public void close() {}
          },
      "every_call_on_a_closed_store_is_refused",
      "results_are_closed_with_their_store",
      "a_batch_is_closed_with_its_store_and_discarded",
      "closing_while_calls_run_refuses_the_late_ones_and_loses_none_that_returned"),

  CLOSES_ONCE_ONLY(
      () ->
          new Broken() {
            private boolean closed;

            @Override
            public void close() {
              if (closed) {
                throw new IllegalStateException("closed twice");
              }
              closed = true;
              super.close();
            }
          },
      "closing_twice_is_closing_once"),

  HAS_NOTHING_ONCE_CLOSED(
      () ->
          new Broken() {
            private volatile boolean closed;

            @Override
            public Optional<byte[]> get(Key key) {
              return closed ? Optional.empty() : super.get(key);
            }

            @Override
            public void close() {
              closed = true;
              super.close();
            }
          },
      "every_call_on_a_closed_store_is_refused"),

  BREAKS_DOWN_ONCE_CLOSED(
      () ->
          new Broken() {
            private volatile boolean closed;

            @Override
            public boolean has(Key key) {
              if (closed) {
                throw new IllegalStateException("closed");
              }
              return super.has(key);
            }

            @Override
            public void close() {
              closed = true;
              super.close();
            }
          },
      "every_call_on_a_closed_store_is_refused"),

  LETS_RESULTS_OUTLIVE_IT(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              return show(query, ask(query));
            }
          },
      "results_are_closed_with_their_store"),

  ENDS_RESULTS_IN_SILENCE(
      () ->
          new Broken() {
            private volatile boolean closed;

            @Override
            public Results query(Query query) {
              return new ListedResults(query, ask(query)) {
                @Override
                public boolean hasNext() {
                  return !closed && super.hasNext();
                }

                @Override
                public Entry next() {
                  return hasNext() ? super.next() : List.<Entry>of().iterator().next();
                }
              };
            }

            @Override
            public void close() {
              closed = true;
              super.close();
            }
          },
      "results_are_closed_with_their_store"),

  RETURNS_BEFORE_IT_IS_CLOSED(
      () ->
          new Broken() {
            private final CountDownLatch called = new CountDownLatch(4);

            @Override
            public void close() {
              called.countDown();
              if (called.getCount() == 0) {
                super.close();
              }
            }
          },
      "closing_from_many_threads_closes_once_and_returns_when_it_is_closed");

  private final Supplier<Datastore> store;
  private final Set<String> caughtBy;

  LifecycleBug(Supplier<Datastore> store, String... caughtBy) {
    this.store = store;
    this.caughtBy = Set.of(caughtBy);
  }

  @Override
  public Datastore open(Path directory) {
    return store.get();
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }
}
