package dev.cairn.datastore.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private final RetryPolicy policy = RetryPolicy.defaults();

  @Test
  void pauses_double_and_stay_at_the_longest_however_many_attempts_there_were() {
    RetryPolicy steady = policy.withJitter(0);

    assertThat(steady.pauseAfter(1, 0.9)).isEqualTo(Duration.ofMillis(10));
    assertThat(steady.pauseAfter(4, 0.9)).isEqualTo(Duration.ofMillis(80));
    assertThat(steady.pauseAfter(8, 0.9)).isEqualTo(Duration.ofSeconds(1));
    assertThat(steady.pauseAfter(Integer.MAX_VALUE, 0.9)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void a_first_pause_of_nothing_stays_nothing() {
    RetryPolicy none = policy.withPauses(Duration.ZERO, Duration.ZERO);

    assertThat(none.pauseAfter(1000, 0.5)).isEqualTo(Duration.ZERO);
  }

  @Test
  void jitter_leaves_out_up_to_its_part() {
    assertThat(policy.pauseAfter(2, 0)).isEqualTo(Duration.ofMillis(20));
    assertThat(policy.pauseAfter(2, 0.5)).isEqualTo(Duration.ofMillis(15));
    assertThat(policy.withJitter(1).pauseAfter(2, 1)).isEqualTo(Duration.ZERO);
  }

  @Test
  void values_out_of_range_are_refused_with_the_range() {
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> policy.withAttempts(0),
            () -> policy.withPauses(Duration.ofMillis(-1), Duration.ZERO),
            () -> policy.withPauses(Duration.ofMillis(2), Duration.ofMillis(1)),
            () -> policy.withJitter(-0.1),
            () -> policy.withJitter(1.1),
            () -> policy.withJitter(Double.NaN),
            () -> policy.withBudget(Duration.ofMillis(-1)))) {
      assertThatThrownBy(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not ");
    }
  }
}
