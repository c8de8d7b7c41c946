package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  private final Lifecycle lifecycle = new Lifecycle("the store at /data");
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end_threads() {
    threads.shutdownNow();
  }

  @Test
  void calls_are_let_in_until_it_closes() {
    lifecycle.enter();
    lifecycle.exit();
    assertThat(lifecycle.tryEnter()).isTrue();
    lifecycle.exit();
    assertThat(lifecycle.isClosed()).isFalse();

    lifecycle.close(() -> events.add("released"));

    assertThat(lifecycle.isClosed()).isTrue();
    assertThat(lifecycle.tryEnter()).isFalse();
    assertThatThrownBy(lifecycle::enter)
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessage("the store at /data is closed; open it again to use it");
    assertThat(events).containsExactly("released");
  }

  @Test
  void closing_again_does_nothing() {
    lifecycle.close(() -> events.add("first"));
    lifecycle.close(() -> events.add("second"));

    assertThat(events).containsExactly("first");
  }

  @Test
  void what_was_handed_out_is_closed_newest_first_and_the_rest_released_last() {
    for (int i = 1; i <= 3; i++) {
      int number = i;
      lifecycle.register(() -> events.add("handle " + number));
    }
    assertThat(lifecycle.openHandles()).isEqualTo(3);

    lifecycle.close(() -> events.add("store"));

    assertThat(events).containsExactly("handle 3", "handle 2", "handle 1", "store");
    assertThat(lifecycle.openHandles()).isZero();
  }

  @Test
  void what_its_user_has_closed_is_forgotten() {
    AutoCloseable handle = () -> events.add("handle");
    lifecycle.register(handle);
    lifecycle.unregister(handle);
    lifecycle.unregister(handle);

    lifecycle.close(() -> {});

    assertThat(events).isEmpty();
  }

  @Test
  void everything_is_closed_whatever_fails_and_the_first_failure_tells_of_the_others() {
    lifecycle.register(
        () -> {
          throw new IOException("third");
        });
    lifecycle.register(() -> events.add("between"));
    lifecycle.register(
        () -> {
          throw new IllegalStateException("first");
        });

    assertThatThrownBy(
            () ->
                lifecycle.close(
                    () -> {
                      events.add("store");
                      throw new DatastoreException("last");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("first")
        .satisfies(
            failure ->
                assertThat(failure.getSuppressed())
                    .hasSize(2)
                    .extracting(Throwable::getMessage)
                    .satisfiesExactly(
                        message -> assertThat(message).contains("third"),
                        message -> assertThat(message).isEqualTo("last")));
    assertThat(events).containsExactly("between", "store");
    assertThat(lifecycle.isClosed()).isTrue();
    lifecycle.close(() -> events.add("again"));
    assertThat(events).doesNotContain("again");
  }

  @Test
  void closing_waits_for_calls_in_progress_and_refuses_new_ones_meanwhile() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Future<?> call =
        threads.submit(
            () -> {
              lifecycle.enter();
              entered.countDown();
              leave.await();
              events.add("call ends");
              lifecycle.exit();
              return null;
            });
    entered.await();
    Future<?> closing = threads.submit(() -> lifecycle.close(() -> events.add("released")));
    await().until(lifecycle::isClosed);

    assertThat(lifecycle.tryEnter()).isFalse();
    assertThat(closing.isDone()).isFalse();
    leave.countDown();
    call.get();
    closing.get();

    assertThat(events).containsExactly("call ends", "released");
  }

  @Test
  void every_closer_returns_only_when_it_is_closed() throws Exception {
    CountDownLatch releasing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<?> first =
        threads.submit(
            () ->
                lifecycle.close(
                    () -> {
                      releasing.countDown();
                      awaitQuietly(release);
                      events.add("released");
                    }));
    releasing.await();
    Future<?> second =
        threads.submit(
            () -> {
              lifecycle.close(() -> events.add("released twice"));
              events.add("second returned");
            });
    Future<?> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              lifecycle.close(() -> events.add("released twice"));
              assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            });

    assertThat(second.isDone()).isFalse();
    assertThat(interrupted.isDone()).isFalse();
    release.countDown();
    first.get();
    second.get();
    interrupted.get();

    assertThat(events).containsExactly("released", "second returned");
  }

  @Test
  void an_interrupt_does_not_cut_the_wait_for_calls_short_and_is_kept() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    Future<?> call =
        threads.submit(
            () -> {
              lifecycle.enter();
              entered.countDown();
              leave.await();
              events.add("call ends");
              lifecycle.exit();
              return null;
            });
    entered.await();
    Future<Boolean> closing =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              lifecycle.close(() -> events.add("released"));
              return Thread.interrupted();
            });
    await().until(lifecycle::isClosed);
    leave.countDown();
    call.get();

    assertThat(closing.get()).isTrue();
    assertThat(events).containsExactly("call ends", "released");
  }

  @Test
  void only_the_thread_that_closes_is_the_closing_thread() throws Exception {
    AtomicBoolean inRelease = new AtomicBoolean();
    assertThat(lifecycle.isClosingThread()).isFalse();

    lifecycle.close(() -> inRelease.set(lifecycle.isClosingThread()));

    assertThat(inRelease).isTrue();
    assertThat(threads.submit(lifecycle::isClosingThread).get()).isFalse();
  }

  @Test
  void nothing_registered_in_a_race_with_the_close_stays_open() throws Exception {
    for (int round = 0; round < 300; round++) {
      Lifecycle raced = new Lifecycle("a store");
      AtomicInteger open = new AtomicInteger();
      AtomicBoolean released = new AtomicBoolean();
      CountDownLatch ready = new CountDownLatch(4);
      List<Future<?>> tasks = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        tasks.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  while (raced.tryEnter()) {
                    assertThat(released).isFalse();
                    open.incrementAndGet();
                    raced.register(open::decrementAndGet);
                    raced.exit();
                  }
                  return null;
                }));
      }
      tasks.add(
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                raced.close(() -> released.set(true));
                return null;
              }));
      for (Future<?> task : tasks) {
        task.get();
      }

      assertThat(open).hasValue(0);
      assertThat(raced.openHandles()).isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
