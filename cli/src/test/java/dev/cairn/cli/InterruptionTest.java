package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Together;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  private final Interruption interruption = new Interruption();

  @Test
  void a_command_is_told_to_stop_and_the_process_waits_until_it_has() {
    CountDownLatch stopped = new CountDownLatch(1);
    assertThat(interruption.isCancelled()).isFalse();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            interruption.stop();
            stopped.countDown();
          });

      Awaitility.await().until(interruption::isCancelled);
      assertThat(stopped.getCount()).as("the process is still there").isEqualTo(1);

      interruption.ended();
    }
    assertThat(stopped.getCount()).isZero();
  }

  @Test
  void nobody_waits_for_a_command_that_has_ended() {
    interruption.ended();

    interruption.stop();

    assertThat(interruption.isCancelled()).isTrue();
  }
}
