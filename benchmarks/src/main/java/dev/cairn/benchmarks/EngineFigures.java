package dev.cairn.benchmarks;

import dev.cairn.benchmarks.EngineJob.Operation;
import java.util.ArrayList;
import java.util.List;

/** The figures of the engines: each operation at three sizes of values, against the bare API. */
final class EngineFigures {

  private static final int KIB = 1024;
  private static final double LEAST_RATIO = 0.95;

  /** The sizes of values, with how many entries are worked on. */
  private enum Size {
    SMALL("100 B", 100, 20_000, 300_000),
    MEDIUM("4 KiB", 4 * KIB, 4_000, 40_000),
    LARGE("256 KiB", 256 * KIB, 100, 1_000);

    private final String title;
    private final int bytes;
    private final int quick;
    private final int full;

    Size(String title, int bytes, int quick, int full) {
      this.title = title;
      this.bytes = bytes;
      this.quick = quick;
      this.full = full;
    }
  }

  private EngineFigures() {}

  static List<Figure> at(Scale scale) {
    List<Figure> figures = new ArrayList<>();
    for (Size size : Size.values()) {
      for (Operation operation : Operation.values()) {
        if (scale == Scale.FULL || isQuick(size, operation)) {
          for (Engine engine : Engine.values()) {
            figures.add(figure(engine, operation, size, scale));
          }
        }
      }
    }
    return figures;
  }

  /** A first look takes all that is done to small values, and what moves most bytes. */
  private static boolean isQuick(Size size, Operation operation) {
    return switch (size) {
      case SMALL -> true;
      case MEDIUM -> operation == Operation.GET;
      case LARGE -> operation == Operation.GET || operation == Operation.PUT;
    };
  }

  private static Figure figure(Engine engine, Operation operation, Size size, Scale scale) {
    int entries = scale.of(size.quick, size.full);
    return Figure.against(
        "%s %s, %s".formatted(engine, operation, size.title),
        Unit.ENTRIES_PER_SECOND,
        Goal.ratio(LEAST_RATIO),
        scratch ->
            EngineJob.on(new CairnStore(engine.ours(scratch)), operation, entries, size.bytes),
        scratch -> EngineJob.on(engine.bare(scratch), operation, entries, size.bytes));
  }
}
