package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TogetherTest {

  @Test
  void tasks_run_at_the_same_time_and_closing_waits_for_all() {
    CountDownLatch all = new CountDownLatch(3);
    AtomicInteger done = new AtomicInteger();
    try (Together threads = new Together()) {
      for (int i = 0; i < 3; i++) {
        threads.start(
            () -> {
              all.countDown();
              all.await();
              done.incrementAndGet();
            });
      }
    }

    assertThat(done).hasValue(3);
  }

  @Test
  void every_failure_is_reported_once() {
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            throw new IllegalStateException("first");
          });
      threads.start(
          () -> {
            throw new AssertionError("second");
          });

      assertThatThrownBy(threads::await)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("first")
          .hasCauseInstanceOf(IllegalStateException.class)
          .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
      threads.start(() -> {});
    }
  }
}
