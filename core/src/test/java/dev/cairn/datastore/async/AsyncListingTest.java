package dev.cairn.datastore.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Listings that hand over some entries at a time. */
class AsyncListingTest extends AsyncFixture {

  private static final Key A = Key.of("/a");

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
    assertThat(store.shown()).hasSize(3);
    readers.getLast().complete(null);
    assertThat(readers).hasSize(2);
    assertThat(store.shown()).hasSize(6);
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
  void a_listing_that_is_cancelled_while_its_reader_works_is_closed_at_once() {
    fill(10);
    CompletableFuture<Void> reading = new CompletableFuture<>();
    CompletableFuture<Void> listing = inline.forEach(Query.all(), 2, some -> reading);
    assertThat(store.openResults).hasValue(1);

    listing.cancel(false);

    assertThat(store.openResults).hasValue(0);
    reading.complete(null);
    assertThat(store.shown()).hasSize(2);
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
}
