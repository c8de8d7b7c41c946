package dev.cairn.benchmarks;

import dev.cairn.benchmarks.EngineJob.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of the engines: each operation at three sizes of values, by one thread and by two,
 * against the bare interface with the same options; and what a call of ours allocates.
 */
final class EngineFigures {

  private static final int KIB = 1024;
  private static final double LEAST_RATIO = 0.95;

  /** What an operation may allocate besides key and value. */
  private static final int OVERHEAD = 200;

  /** Blocks of 256 KiB, for looks that are to read none. */
  private static final int BLOCKS = 4_000;

  /** The sizes of values, with how many entries are worked on. */
  private enum Size {
    SMALL("100 B", 100, 20_000, 100_000),
    MEDIUM("4 KiB", 4 * KIB, 4_000, 20_000),
    LARGE("256 KiB", 256 * KIB, 100, 600);

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
    return scale == Scale.QUICK ? quick() : full();
  }

  /** A first look takes what is done most, and what moves most bytes. */
  private static List<Figure> quick() {
    List<Figure> figures = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      for (Operation operation :
          List.of(
              Operation.GET,
              Operation.PUT,
              Operation.BATCH,
              Operation.SCAN,
              Operation.HAS_HIT,
              Operation.HAS_MISS)) {
        figures.add(throughput(engine, operation, Size.SMALL, 1, Scale.QUICK));
      }
      for (Operation operation : List.of(Operation.GET, Operation.PUT)) {
        figures.add(throughput(engine, operation, Size.LARGE, 1, Scale.QUICK));
      }
    }
    return figures;
  }

  private static List<Figure> full() {
    List<Figure> figures = new ArrayList<>();
    for (Size size : Size.values()) {
      for (Operation operation : Operation.values()) {
        for (Engine engine : Engine.values()) {
          for (int threads = 1; threads <= 2; threads++) {
            figures.add(throughput(engine, operation, size, threads, Scale.FULL));
          }
        }
      }
    }
    for (Size size : Size.values()) {
      for (Operation operation : Operation.values()) {
        for (Engine engine : Engine.values()) {
          figures.add(allocation(engine, operation, size));
        }
      }
    }
    figures.add(look(Operation.HAS_HIT, "200 k entries/s"));
    figures.add(look(Operation.HAS_MISS, "1 M entries/s"));
    return figures;
  }

  private static Figure throughput(
      Engine engine, Operation operation, Size size, int threads, Scale scale) {
    int entries = scale.of(size.quick, size.full);
    return Figure.against(
        "%s %s, %s, %s"
            .formatted(engine, operation, size.title, threads == 1 ? "1 thread" : "2 threads"),
        Unit.ENTRIES_PER_SECOND,
        Goal.ratio(LEAST_RATIO),
        scratch ->
            EngineJob.on(
                new CairnStore(engine.ours(scratch, size.bytes)),
                operation,
                entries,
                size.bytes,
                threads),
        scratch ->
            EngineJob.on(
                engine.bare(scratch, size.bytes), operation, entries, size.bytes, threads));
  }

  private static Figure allocation(Engine engine, Operation operation, Size size) {
    int key = Workload.groupedKeys(0, 0, 1).get(0).length();
    return Figure.alone(
        "%s %s, %s, allocated".formatted(engine, operation, size.title),
        Unit.BYTES_PER_ENTRY,
        Goal.atMost(size.bytes + key + OVERHEAD),
        scratch ->
            new EngineAllocation(
                EngineJob.on(
                    new CairnStore(engine.ours(scratch, size.bytes)),
                    operation,
                    size.quick,
                    size.bytes,
                    1)));
  }

  /** Looks for keys of many large blocks, none of which is to be read. */
  private static Figure look(Operation operation, String goal) {
    return Figure.alone(
        "RocksDB %s, %d blocks of 256 KiB".formatted(operation, BLOCKS),
        Unit.ENTRIES_PER_SECOND,
        Goal.told(goal),
        scratch ->
            EngineJob.on(
                new CairnStore(Engine.ROCKSDB.ours(scratch, Size.LARGE.bytes)),
                operation,
                BLOCKS,
                Size.LARGE.bytes,
                1));
  }
}
