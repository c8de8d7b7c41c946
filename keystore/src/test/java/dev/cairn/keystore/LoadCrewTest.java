package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work is done once, by several, whatever the executor does. */
class LoadCrewTest {

  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final AtomicInteger done = new AtomicInteger();

  @AfterEach
  void shutDown() {
    executor.shutdownNow();
  }

  @Test
  void an_executor_that_never_runs_anything_leaves_all_to_the_caller() {
    LoadCrew crew = new LoadCrew(piece -> {}, 3);
    for (int i = 0; i < 10; i++) {
      crew.take(done::incrementAndGet);
    }
    crew.finish();
    assertThat(done).hasValue(10);
  }

  @Test
  void an_executor_that_runs_late_does_nothing_twice() {
    ConcurrentLinkedQueue<Runnable> late = new ConcurrentLinkedQueue<>();
    LoadCrew crew = new LoadCrew(late::add, 100);
    for (int i = 0; i < 10; i++) {
      crew.take(done::incrementAndGet);
    }
    assertThat(done).hasValue(0);
    crew.finish();
    late.forEach(Runnable::run);
    assertThat(late).hasSize(10);
    assertThat(done).hasValue(10);
  }

  @Test
  void an_executor_that_refuses_leaves_all_to_the_caller() {
    LoadCrew crew =
        new LoadCrew(
            piece -> {
              throw new RejectedExecutionException("shut down");
            },
            3);
    crew.take(done::incrementAndGet);
    assertThat(done).hasValue(1);
    crew.finish();
  }

  @Test
  void no_more_pieces_are_under_way_than_allowed() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    LoadCrew crew = new LoadCrew(executor, 3);
    for (int i = 0; i < 300; i++) {
      crew.take(
          () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            done.addAndGet(Samples.numbered(0, 20).size() - 20);
            running.decrementAndGet();
            done.incrementAndGet();
          });
    }
    crew.finish();
    assertThat(done).hasValue(300);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void a_failure_is_thrown_when_all_has_ended() throws Exception {
    CountDownLatch failing = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Future<?> finish =
        executor.submit(
            () -> {
              LoadCrew crew = new LoadCrew(executor, 3);
              crew.take(
                  () -> {
                    failing.countDown();
                    throw new IllegalStateException("the disk is gone");
                  });
              crew.take(
                  () -> {
                    try {
                      released.await();
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    done.incrementAndGet();
                  });
              assertThatThrownBy(crew::finish).hasMessage("the disk is gone");
              assertThat(done).hasValue(1);
            });
    failing.await();
    released.countDown();
    finish.get();
  }

  @Test
  void a_reset_of_several_pieces_is_whole(@TempDir Path directory) {
    List<Multihash> many = Samples.numbered(0, 300_000);
    KeystoreOptions helped =
        KeystoreOptions.defaults().withExecutor(executor, 2).withResetMemory(8 << 20);
    try (ResettableKeystore keystore =
        ResettableKeystore.open(directory, Engine.ROCKSDB::open, helped)) {
      try (Reset reset = keystore.reset()) {
        reset.feed(many);
        reset.feed(many.subList(0, 1000));
        assertThat(reset.commit().after()).isEqualTo(many.size());
      }
      assertThat(keystore.get(KeyspacePrefix.ALL).stream().count()).isEqualTo(many.size());
      assertThat(keystore.contains(many.get(299_999))).isTrue();
    }
  }

  @Test
  void fewer_than_one_thread_are_refused() {
    assertThatThrownBy(() -> KeystoreOptions.defaults().withExecutor(executor, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one");
  }
}
