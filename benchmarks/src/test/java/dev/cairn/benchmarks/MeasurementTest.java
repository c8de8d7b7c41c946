package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  private static final Figure.Preparation UNUSED =
      scratch -> {
        throw new AssertionError("nothing is measured here");
      };

  static Measurement measurement(Unit unit, Goal goal, double[] ours, double[] peer) {
    Figure figure =
        peer.length == 0
            ? Figure.alone("alone", unit, goal, UNUSED)
            : Figure.against("against", unit, goal, UNUSED, UNUSED);
    return new Measurement(figure, ours, peer);
  }

  private static double[] seven(double middle) {
    double[] samples = new double[7];
    Arrays.setAll(samples, i -> middle * (1 + (i - 3) / 100.0));
    return samples;
  }

  @Test
  void more_is_better_of_a_rate() {
    Measurement measured =
        measurement(Unit.KEYS_PER_SECOND, Goal.ratio(0.8), seven(90), seven(100));

    assertThat(measured.ratio()).hasValue(0.9);
    assertThat(measured.misses()).isFalse();
  }

  @Test
  void less_is_better_of_a_cost() {
    Measurement measured = measurement(Unit.BYTES_PER_KEY, Goal.ratio(1.5), seven(50), seven(100));

    assertThat(measured.ratio()).hasValue(2);
    assertThat(measured.misses()).isFalse();
  }

  @Test
  void a_goal_is_missed_where_the_whole_interval_lies_below_it() {
    double[] doubtful = {60, 70, 80, 90, 100, 110, 120};
    double[] sure = seven(100);
    Measurement perhaps = measurement(Unit.CALLS_PER_SECOND, Goal.ratio(0.95), doubtful, sure);

    assertThat(perhaps.ratio().orElseThrow()).isLessThan(0.95);
    assertThat(perhaps.interval().orElseThrow().high()).isGreaterThan(0.95);
    assertThat(perhaps.misses()).isFalse();
    assertThat(measurement(Unit.CALLS_PER_SECOND, Goal.ratio(0.95), seven(50), sure).misses())
        .isTrue();
  }

  @Test
  void without_a_peer_or_a_ratio_nothing_is_missed() {
    Measurement alone =
        measurement(Unit.CALLS_PER_SECOND, Goal.told("10 M calls/s"), seven(1), new double[0]);

    assertThat(alone.ratio()).isEmpty();
    assertThat(alone.interval()).isEmpty();
    assertThat(alone.misses()).isFalse();
    assertThat(measurement(Unit.CALLS_PER_SECOND, Goal.NONE, seven(1), seven(100)).misses())
        .isFalse();
  }

  @Test
  void what_is_counted_misses_its_goal_alone() {
    assertThat(
            measurement(Unit.BYTES_PER_ENTRY, Goal.atMost(100), seven(100), new double[0]).misses())
        .isFalse();
    assertThat(
            measurement(Unit.BYTES_PER_ENTRY, Goal.atMost(100), seven(101), new double[0]).misses())
        .isTrue();
  }

  @Test
  void ratios_have_a_geometric_mean() {
    Measurement twice =
        measurement(Unit.CALLS_PER_SECOND, Goal.NONE, new double[] {8, 4}, new double[] {4, 2});
    Measurement half =
        measurement(Unit.BYTES_PER_KEY, Goal.NONE, new double[] {2, 2}, new double[] {1, 1});
    Measurement alone =
        measurement(Unit.CALLS_PER_SECOND, Goal.NONE, new double[] {9, 9}, new double[0]);

    Measurement mean =
        Measurement.geometricMean(List.of(twice, half, alone, twice), Goal.ratio(0.98));

    assertThat(mean.ratio().orElseThrow()).isCloseTo(Math.cbrt(2), within(1e-9));
    assertThat(mean.misses()).isFalse();
    assertThat(Measurement.geometricMean(List.of(half), Goal.ratio(0.98)).misses()).isTrue();
    assertThat(mean.figure().name()).isEqualTo("geometric mean of 3");
  }
}
