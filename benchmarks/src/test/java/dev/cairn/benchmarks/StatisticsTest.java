package dev.cairn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  private static double quotient(double ours, double peer) {
    return ours / peer;
  }

  @Test
  void the_median_is_the_middle() {
    assertThat(Statistics.median(new double[] {3})).isEqualTo(3);
    assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
    assertThat(Statistics.median(new double[] {4, 1, 2, 9})).isEqualTo(3);
  }

  @Test
  void the_median_leaves_its_samples_as_they_are() {
    double[] samples = {3, 1, 2};

    assertThat(Statistics.median(samples)).isEqualTo(2);
    assertThat(samples).containsExactly(3, 1, 2);
  }

  @Test
  void nothing_has_no_median_and_no_ratio() {
    assertThatThrownBy(() -> Statistics.median(new double[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Statistics.ratio(new double[0], new double[0], StatisticsTest::quotient))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> Statistics.ratio(new double[7], new double[6], StatisticsTest::quotient))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 samples of ours and 6 of the peer");
  }

  @Test
  void samples_that_agree_leave_no_doubt() {
    double[] ours = {2, 2, 2, 2, 2, 2, 2};
    double[] peer = {4, 4, 4, 4, 4, 4, 4};

    assertThat(Statistics.ratio(ours, peer, StatisticsTest::quotient))
        .isEqualTo(new Interval(0.5, 0.5));
  }

  @Test
  void a_machine_that_slows_both_sides_leaves_their_ratio_alone() {
    double[] ours = {10, 8, 6, 4, 2, 1, 3};
    double[] peer = {20, 16, 12, 8, 4, 2, 6};

    Interval interval = Statistics.ratio(ours, peer, StatisticsTest::quotient);

    assertThat(interval.low()).isEqualTo(0.5, within(1e-12));
    assertThat(interval.high()).isEqualTo(0.5, within(1e-12));
  }

  @Test
  void the_interval_holds_the_ratio_and_is_the_same_each_time() {
    double[] ours = {9, 11, 10, 12, 8, 10.5, 9.5};
    double[] peer = {10, 10.2, 9.8, 10.1, 9.9, 11, 9};

    Interval interval = Statistics.ratio(ours, peer, StatisticsTest::quotient);

    double ratio = Statistics.median(ours) / Statistics.median(peer);
    assertThat(interval.low()).isLessThan(ratio).isGreaterThan(0.7);
    assertThat(interval.high()).isGreaterThan(ratio).isLessThan(1.3);
    assertThat(Statistics.ratio(ours, peer, StatisticsTest::quotient)).isEqualTo(interval);
  }

  /** Of many contests whose true ratio is known, about as many hold it as are promised to. */
  @Test
  void the_interval_is_as_sure_as_it_says() {
    double truth = 0.9;
    Random random = new Random(1);
    long held =
        IntStream.range(0, 300)
            .filter(
                i -> {
                  double[] ours = samples(random, truth);
                  double[] peer = samples(random, 1);
                  Interval interval = Statistics.ratio(ours, peer, StatisticsTest::quotient);
                  return interval.low() <= truth && truth <= interval.high();
                })
            .count();

    assertThat(held / 300.0).isBetween(0.90, 1.0);
  }

  private static double[] samples(Random random, double middle) {
    double[] samples = new double[9];
    Arrays.setAll(samples, i -> middle * (1 + 0.05 * random.nextGaussian()));
    return samples;
  }
}
