package dev.cairn.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;

/** Medians, and how sure their ratio is. */
final class Statistics {

  /** How sure an interval is to hold the ratio. */
  static final double CONFIDENCE = 0.95;

  private static final int RESAMPLES = 10_000;

  /** Always the same draws, so that the same samples give the same interval. */
  private static final long SEED = 20_260_101;

  private Statistics() {}

  /**
   * {@return the middle of the samples; of an even number, the mean of the two in the middle}
   *
   * @param samples at least one; left as they are
   * @throws IllegalArgumentException if there is none
   */
  static double median(double[] samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples have no median");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * {@return a confidence interval of the ratio of two medians, by the percentile bootstrap}
   *
   * <p>As many rounds as there were are drawn from them at random, with repetition, and the ratio
   * of the medians of those is taken; ten thousand times. The interval is what remains when the
   * lowest and the highest 2.5 percent of these ratios are cut off. A round is drawn whole, with
   * both its samples: they were taken within seconds of each other, and what the machine did then
   * it did to both.
   *
   * @param ours one sample for each round
   * @param peer one sample for each round, in the same order
   * @param ratio the ratio of two medians
   * @throws IllegalArgumentException if there are no rounds, or not as many on both sides
   */
  static Interval ratio(double[] ours, double[] peer, DoubleBinaryOperator ratio) {
    if (ours.length == 0 || ours.length != peer.length) {
      throw new IllegalArgumentException(
          "%d samples of ours and %d of the peer are no rounds"
              .formatted(ours.length, peer.length));
    }
    Random random = new Random(SEED);
    double[] ratios = new double[RESAMPLES];
    double[] drawnOurs = new double[ours.length];
    double[] drawnPeer = new double[ours.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < ours.length; j++) {
        int round = random.nextInt(ours.length);
        drawnOurs[j] = ours[round];
        drawnPeer[j] = peer[round];
      }
      ratios[i] = ratio.applyAsDouble(median(drawnOurs), median(drawnPeer));
    }
    Arrays.sort(ratios);
    int cut = (int) Math.round(RESAMPLES * (1 - CONFIDENCE) / 2);
    return new Interval(ratios[cut], ratios[RESAMPLES - 1 - cut]);
  }
}
