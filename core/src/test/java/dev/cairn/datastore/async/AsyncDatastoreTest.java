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
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Page;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncDatastoreTest extends AsyncFixture {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

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
