package dev.cairn.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was measured of one figure.
 *
 * @param figure which one
 * @param ours a sample for each round
 * @param peer a sample for each round; none where there is no peer
 */
@SuppressWarnings("ArrayRecordComponent") // made once, shown once, never compared
record Measurement(Figure figure, double[] ours, double[] peer) {

  /**
   * {@return the geometric mean of what others show of ours against the peer, round by round; those
   * without a peer are left out}
   *
   * @param all measured in as many rounds, at least one of them with a peer
   * @param goal what is expected of it
   */
  static Measurement geometricMean(List<Measurement> all, Goal goal) {
    List<Measurement> ratios = all.stream().filter(m -> m.peer.length > 0).toList();
    double[] means = new double[ratios.get(0).ours.length];
    double[] peer = new double[means.length];
    Arrays.fill(peer, 1);
    for (int round = 0; round < means.length; round++) {
      double logarithms = 0;
      for (Measurement m : ratios) {
        logarithms += Math.log(m.figure.unit().advantage(m.ours[round], m.peer[round]));
      }
      means[round] = Math.exp(logarithms / ratios.size());
    }
    String name = "geometric mean of " + ratios.size();
    return new Measurement(Figure.derived(name, Unit.TIMES, goal), means, peer);
  }

  double ourMedian() {
    return Statistics.median(ours);
  }

  OptionalDouble peerMedian() {
    return peer.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(peer));
  }

  /** {@return how often better ours is than the peer} */
  OptionalDouble ratio() {
    return peer.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(figure.unit().advantage(ourMedian(), Statistics.median(peer)));
  }

  /** {@return where that ratio lies} */
  Optional<Interval> interval() {
    return peer.length == 0
        ? Optional.empty()
        : Optional.of(Statistics.ratio(ours, peer, figure.unit()::advantage));
  }

  /** {@return whether the goal is missed: by a count, or by all of the interval of the ratio} */
  boolean misses() {
    return figure.goal().isExceededBy(ourMedian())
        || interval().map(figure.goal()::isMissedBy).orElse(false);
  }
}
