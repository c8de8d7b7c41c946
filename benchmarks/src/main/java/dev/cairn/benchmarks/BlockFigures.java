package dev.cairn.benchmarks;

import dev.cairn.benchmarks.BlockReads.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of several blockstores as one: a cache and three aux, with a filter on each of the
 * four mounts or on none. "Both checked" means that each block of the aux is checked against its
 * hash, by the multi-blockstore as well as where the aux is read directly.
 */
final class BlockFigures {

  private BlockFigures() {}

  static List<Figure> at(Scale scale) {
    List<Figure> figures = new ArrayList<>();
    for (Size size : Size.values()) {
      figures.add(
          Figure.against(
              "cache hit, three aux, %s".formatted(size),
              Unit.CALLS_PER_SECOND,
              Goal.ratio(0.97),
              BlockReads.ofCache(size, scale),
              BlockReads.ofCacheItself(size, scale)));
      figures.add(
          Figure.against(
              "third aux, filters, %s, both checked".formatted(size),
              Unit.CALLS_PER_SECOND,
              Goal.ratio(0.9),
              BlockReads.ofFilteredThird(size, scale),
              BlockReads.ofThirdItself(size, scale)));
      figures.add(
          Figure.against(
              "third aux, no filters, %s, both checked".formatted(size),
              Unit.CALLS_PER_SECOND,
              Goal.NONE,
              BlockReads.ofThird(size, scale),
              BlockReads.ofThirdItself(size, scale)));
      figures.add(
          Figure.against(
              "cache hit, filters, %s, against none".formatted(size),
              Unit.CALLS_PER_SECOND,
              Goal.NONE,
              BlockReads.ofFilteredCache(size, scale),
              BlockReads.ofCacheItself(size, scale)));
    }
    figures.addAll(misses(scale));
    figures.add(
        Figure.against(
            "cache hit, allocated, 4 KiB",
            Unit.BYTES_PER_CALL,
            Goal.ratio(0.99),
            BlockReads.ofCache(Size.SMALL, scale).allocation(),
            BlockReads.ofCacheItself(Size.SMALL, scale).allocation()));
    return figures;
  }

  /** What a miss costs does not depend on how long blocks are. */
  private static List<Figure> misses(Scale scale) {
    return List.of(
        Figure.alone(
            "miss in all four, filters",
            Unit.CALLS_PER_SECOND,
            Goal.told("500 k calls/s, 2 us each"),
            BlockReads.ofFilteredNone(Size.SMALL, scale)),
        Figure.alone(
            "miss in all four, no filters",
            Unit.CALLS_PER_SECOND,
            Goal.NONE,
            BlockReads.ofNone(Size.SMALL, scale)));
  }
}
