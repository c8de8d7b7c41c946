package dev.cairn.benchmarks;

import dev.cairn.benchmarks.BlockReads.Measure;
import java.util.List;

/** The figures of several blockstores as one. */
final class BlockFigures {

  private BlockFigures() {}

  static List<Figure> at(Scale scale) {
    return List.of(
        Figure.against(
            "cache hit of one cache and three aux",
            Unit.CALLS_PER_SECOND,
            Goal.ratio(0.97),
            BlockReads.ofCache(Measure.RATE, scale),
            BlockReads.ofCacheItself(Measure.RATE, scale)),
        Figure.against(
            "block of the third aux",
            Unit.CALLS_PER_SECOND,
            Goal.ratio(0.9),
            BlockReads.ofThird(Measure.RATE, scale),
            BlockReads.ofThirdItself(Measure.RATE, scale)),
        Figure.against(
            "cache hit, allocated",
            Unit.BYTES_PER_CALL,
            Goal.ratio(0.99),
            BlockReads.ofCache(Measure.ALLOCATION, scale),
            BlockReads.ofCacheItself(Measure.ALLOCATION, scale)),
        Figure.against(
            "block of the third aux, allocated",
            Unit.BYTES_PER_CALL,
            Goal.NONE,
            BlockReads.ofThird(Measure.ALLOCATION, scale),
            BlockReads.ofThirdItself(Measure.ALLOCATION, scale)),
        Figure.alone(
            "miss in all four, without filters",
            Unit.CALLS_PER_SECOND,
            Goal.NONE,
            BlockReads.ofNone(Measure.RATE, scale)));
  }
}
