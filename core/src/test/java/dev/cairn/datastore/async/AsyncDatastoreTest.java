package dev.cairn.datastore.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Page;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncDatastoreTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  private final Watched store = new Watched(new MemoryDatastore());
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final AsyncDatastore inline = new AsyncDatastore(store, Runnable::run);

  @AfterEach
  void end_threads() {
    threads.shutdownNow();
  }

  /** Counts the listings that are open, and blocks the reads of one key. */
  private static final class Watched extends ForwardingDatastore {
    final AtomicInteger openResults = new AtomicInteger();
    final AtomicInteger shown = new AtomicInteger();
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch unblock = new CountDownLatch(1);
    volatile Key blocking = Key.of("/blocks nobody");

    Watched(Datastore delegate) {
      super(delegate);
    }

    @Override
    public Optional<byte[]> get(Key key) {
      if (key.equals(blocking)) {
        blocked.countDown();
        try {
          unblock.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return super.get(key);
    }

    @Override
    public Results query(Query query) {
      Results below = super.query(query);
      openResults.incrementAndGet();
      return new Results() {
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public Query query() {
          return query;
        }

        @Override
        public boolean hasNext() {
          return below.hasNext();
        }

        @Override
        public Entry next() {
          shown.incrementAndGet();
          return below.next();
        }

        @Override
        public void close() {
          if (closed.compareAndSet(false, true)) {
            openResults.decrementAndGet();
          }
          below.close();
        }
      };
    }
  }

  /** Runs what it was given when the test says so. */
  private static final class Later implements Executor {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable work) {
      waiting.add(work);
    }

    void runOne() {
      waiting.remove().run();
    }
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      store.put(Key.of("/%03d".formatted(i)), new byte[] {(byte) i});
    }
  }

  private static <R> R done(CompletableFuture<R> future) {
    assertThat(future).isDone();
    return future.join();
  }

  @Test
  void on_an_executor_that_runs_inline_every_answer_is_there_at_once() {
    done(inline.put(A, new byte[] {1}));
    assertThat(done(inline.get(A))).contains(new byte[] {1});
    assertThat(done(inline.get(B))).isEmpty();
    assertThat(done(inline.has(A))).isTrue();
    assertThat(done(inline.size(A))).isEqualTo(OptionalLong.of(1));
    Map<Key, byte[]> all = done(inline.getAll(List.of(A, B)));
    assertThat(all).containsOnlyKeys(A);
    done(inline.sync(Key.ROOT));
    done(
        inline.write(
            batch -> {
              batch.delete(A);
              batch.put(B, new byte[0]);
            }));
    assertThat(store.has(A)).isFalse();
    done(inline.delete(B));
    assertThat(store.has(B)).isFalse();
    assertThat(inline).hasToString("AsyncDatastore(" + store + ")");
  }

  @Test
  void nothing_is_done_in_the_callers_thread_otherwise() {
    Later later = new Later();
    AsyncDatastore async = new AsyncDatastore(store, later);
    byte[] given = {1};
    CompletableFuture<Void> put = async.put(A, given);
    given[0] = 7;
    assertThat(put).isNotDone();
    assertThat(store.has(A)).isFalse();

    later.runOne();

    done(put);
    assertThat(store.get(A)).as("the array was the caller's again").contains(new byte[] {1});
  }

  @Test
  void a_failure_is_the_futures() {
    store.close();

    CompletableFuture<Optional<byte[]>> late = inline.get(A);

    assertThat(late).isCompletedExceptionally();
    assertThatThrownBy(late::join).hasCauseInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> inline.write(batch -> batch.put(A, new byte[0])).join())
        .hasCauseInstanceOf(DatastoreException.class);
  }

  @Test
  void a_batch_whose_filling_fails_writes_nothing() {
    CompletableFuture<Void> failed =
        inline.write(
            batch -> {
              batch.put(A, new byte[0]);
              throw new IllegalStateException("no more");
            });

    assertThatThrownBy(failed::join).hasCauseInstanceOf(IllegalStateException.class);
    assertThat(store.has(A)).isFalse();
  }

  @Test
  void an_executor_that_refuses_is_told_of_by_the_future() {
    AsyncDatastore async =
        new AsyncDatastore(
            store,
            work -> {
              throw new RejectedExecutionException("full");
            });

    assertThatThrownBy(() -> async.get(A).join())
        .cause()
        .isInstanceOf(DatastoreException.class)
        .hasMessageContainingAll("takes no more work", "try again")
        .satisfies(e -> assertThat(((DatastoreException) e).retryable()).isTrue());
    assertThat(async.forEach(Query.all(), 1, some -> new CompletableFuture<>()))
        .isCompletedExceptionally();
  }

  @Test
  void calls_that_do_not_need_a_blocked_one_go_on() throws Exception {
    AsyncDatastore async = new AsyncDatastore(store, threads);
    assertThatOthersGoOn(async);
  }

  @Test
  void on_virtual_threads_any_number_may_be_blocked() throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    AsyncDatastore async = new AsyncDatastore(store, virtual);
    store.blocking = B;
    List<CompletableFuture<Optional<byte[]>>> blocked = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      blocked.add(async.get(B));
    }

    assertThatOthersGoOn(async);

    CompletableFuture.allOf(blocked.toArray(CompletableFuture<?>[]::new)).join();
    virtual.shutdown();
  }

  private void assertThatOthersGoOn(AsyncDatastore async) throws Exception {
    store.blocking = B;
    CompletableFuture<Optional<byte[]>> blocked = async.get(B);
    store.blocked.await();

    async.put(A, new byte[] {1}).join();
    assertThat(async.get(A).join()).contains(new byte[] {1});
    assertThat(async.has(B).join()).isFalse();
    async.write(batch -> batch.put(B, new byte[] {2})).join();
    List<Key> listed = new ArrayList<>();
    async.forEach(Query.all(), 1, some -> taken(some, listed)).join();
    assertThat(listed).containsExactly(A, B);
    async.sync(Key.ROOT).join();
    assertThat(blocked).isNotDone();

    store.unblock.countDown();
    assertThat(blocked.join()).contains(new byte[] {2});
  }

  private static CompletableFuture<Void> taken(List<Entry> some, List<Key> listed) {
    some.forEach(entry -> listed.add(entry.key()));
    return CompletableFuture.completedFuture(null);
  }

  @Test
  void a_listing_shows_all_some_at_a_time_in_any_order() {
    fill(10);
    List<Integer> sizes = new ArrayList<>();
    List<Key> listed = new ArrayList<>();

    done(
        inline.forEach(
            Query.all().orderedBy(Order.VALUE_DESCENDING),
            4,
            some -> {
              sizes.add(some.size());
              return taken(some, listed);
            }));

    assertThat(sizes).containsExactly(4, 4, 2);
    assertThat(listed).hasSize(10).startsWith(Key.of("/009"));
    assertThat(store.openResults).hasValue(0);
    done(inline.forEach(Query.below(A), 4, some -> taken(some, listed)));
    assertThat(listed).hasSize(10);
  }

  @Test
  void a_long_listing_needs_no_deep_stack() {
    fill(100);
    for (int i = 0; i < 20_000; i++) {
      store.put(Key.of("/x/" + i), new byte[0]);
    }
    AtomicInteger listed = new AtomicInteger();

    done(
        inline.forEach(
            Query.all().keysOnly(),
            1,
            some -> CompletableFuture.completedFuture(listed.addAndGet(some.size()))));

    assertThat(listed).hasValue(20_100);
  }

  @Test
  void nothing_is_read_before_the_reader_is_done_with_what_it_has() {
    fill(10);
    Deque<CompletableFuture<Void>> readers = new ArrayDeque<>();
    CompletableFuture<Void> listing =
        inline.forEach(
            Query.all(),
            3,
            some -> {
              readers.add(new CompletableFuture<>());
              return readers.getLast();
            });

    assertThat(readers).hasSize(1);
    assertThat(store.shown).hasValue(3);
    readers.getLast().complete(null);
    assertThat(readers).hasSize(2);
    assertThat(store.shown).hasValue(6);
    readers.getLast().complete(null);
    readers.getLast().complete(null);
    assertThat(listing).isNotDone();
    readers.getLast().complete(null);

    assertThat(readers).hasSize(4);
    done(listing);
    assertThat(store.openResults).hasValue(0);
  }

  @Test
  void a_reader_that_fails_at_once_or_later_ends_the_listing_with_its_failure() {
    fill(10);
    IllegalStateException failure = new IllegalStateException("no more");
    CompletableFuture<Void> later = new CompletableFuture<>();
    List<CompletableFuture<Void>> listings =
        List.of(
            inline.forEach(
                Query.all(),
                3,
                some -> {
                  throw failure;
                }),
            inline.forEach(Query.all(), 3, some -> CompletableFuture.failedFuture(failure)),
            inline.forEach(Query.all(), 3, some -> later));
    later.completeExceptionally(failure);

    for (CompletableFuture<Void> listing : listings) {
      assertThat(listing).isCompletedExceptionally();
      assertThatThrownBy(listing::join).hasCause(failure);
    }
    assertThat(store.openResults).hasValue(0);
  }

  @Test
  void a_store_that_fails_on_its_way_ends_the_listing_with_its_failure() {
    fill(10);
    CompletableFuture<Void> listing =
        inline.forEach(
            Query.all(),
            3,
            some -> {
              store.close();
              return CompletableFuture.completedFuture(null);
            });

    assertThatThrownBy(listing::join).hasCauseInstanceOf(DatastoreClosedException.class);
    assertThat(store.openResults).hasValue(0);
  }

  @Test
  void a_token_ends_calls_and_listings_between_two_steps() {
    fill(10);
    AtomicBoolean stop = new AtomicBoolean();
    AsyncDatastore async = inline.cancelledBy(stop::get);
    List<Key> listed = new ArrayList<>();

    CompletableFuture<Void> listing =
        async.forEach(
            Query.all(),
            2,
            some -> {
              stop.set(listed.size() == 2);
              return taken(some, listed);
            });

    assertThatThrownBy(listing::join).hasCauseInstanceOf(CancelledException.class);
    assertThat(listed).hasSize(4);
    assertThat(store.openResults).hasValue(0);
    assertThatThrownBy(() -> async.put(A, new byte[0]).join())
        .hasCauseInstanceOf(CancelledException.class);
    assertThatThrownBy(() -> async.write(batch -> batch.put(A, new byte[0])).join())
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(store.has(A)).isFalse();
    done(inline.put(A, new byte[0]));
  }

  @Test
  void a_cancelled_future_keeps_its_call_from_beginning() {
    Later later = new Later();
    AsyncDatastore async = new AsyncDatastore(store, later);
    CompletableFuture<Void> put = async.put(A, new byte[0]);

    put.cancel(false);
    later.runOne();

    assertThat(store.has(A)).isFalse();
    assertThatThrownBy(put::join).isInstanceOf(CancellationException.class);
  }

  @Test
  void a_cancelled_future_stops_its_call_at_the_next_step() {
    fill(10);
    List<CompletableFuture<Long>> own = new ArrayList<>();
    Later later = new Later();
    AsyncDatastore async = new AsyncDatastore(store, later);
    AtomicInteger read = new AtomicInteger();
    Query query =
        Query.all()
            .filter(
                entry -> {
                  if (read.incrementAndGet() == 3) {
                    own.get(0).cancel(false);
                  }
                  return true;
                });
    own.add(async.call(it -> Datastores.count(it, query)));

    later.runOne();

    assertThat(read).hasValue(3);
    assertThat(store.openResults).hasValue(0);
  }

  @Test
  void a_listing_that_is_cancelled_while_its_reader_works_is_closed_at_once() {
    fill(10);
    CompletableFuture<Void> reading = new CompletableFuture<>();
    CompletableFuture<Void> listing = inline.forEach(Query.all(), 2, some -> reading);
    assertThat(store.openResults).hasValue(1);

    listing.cancel(false);

    assertThat(store.openResults).hasValue(0);
    reading.complete(null);
    assertThat(store.shown).hasValue(2);
  }

  @Test
  void however_a_cancellation_races_with_a_listing_it_is_closed() throws Exception {
    fill(50);
    AsyncDatastore async = new AsyncDatastore(store, threads);
    for (int round = 0; round < 300; round++) {
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<Void> listing =
          async.forEach(
              Query.all(),
              1,
              some -> {
                begun.countDown();
                return CompletableFuture.runAsync(() -> {}, threads);
              });
      begun.await();
      listing.cancel(false);
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(store.openResults).hasValue(0);
  }

  @Test
  void pages_are_turned_by_their_cursors() {
    fill(5);
    Page first = done(inline.page(Query.all(), 3, Optional.empty()));
    Optional<Cursor> next = first.next();
    Page second = done(inline.page(Query.all(), 3, next));

    assertThat(first.entries()).hasSize(3);
    assertThat(second.entries()).hasSize(2);
    assertThat(second.next()).isEmpty();
    assertThatThrownBy(() -> inline.page(Query.all().keysOnly().limit(1), 1, next).join())
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_ability_is_reached_by_a_task() {
    MemoryDatastore memory = new MemoryDatastore();
    memory.put(A, new byte[0]);
    AsyncDatastore async = new AsyncDatastore(memory, Runnable::run);

    AtomicBoolean stop = new AtomicBoolean();
    Datastore snapshot =
        done(
            async
                .cancelledBy(stop::get)
                .call(it -> Datastores.require(it, Snapshots.class).snapshot()));
    boolean set =
        done(
            async.call(
                it -> Datastores.require(it, ConditionalWrites.class).putIfAbsent(B, new byte[0])));

    assertThat(set).isTrue();
    assertThat(snapshot.has(A)).isTrue();
    assertThat(snapshot.has(B)).isFalse();
    stop.set(true);
    assertThatThrownBy(() -> snapshot.has(A)).isInstanceOf(CancelledException.class);
    async.close();
  }

  @Test
  void fewer_than_one_entry_at_once_are_refused() {
    assertThatThrownBy(() -> inline.forEach(Query.all(), 0, some -> new CompletableFuture<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  @Test
  void closing_closes_the_store_and_fails_what_has_not_begun() {
    Later later = new Later();
    AsyncDatastore async = new AsyncDatastore(store, later);
    CompletableFuture<Void> put = async.put(A, new byte[0]);

    async.close();
    async.close();
    later.runOne();

    assertThatThrownBy(put::join).hasCauseInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> store.has(A)).isInstanceOf(DatastoreClosedException.class);
  }
}
