package dev.cairn.benchmarks;

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

  /** {@return whether the ratio misses its goal: all of its interval lies below} */
  boolean misses() {
    return interval().map(figure.goal()::isMissedBy).orElse(false);
  }
}
