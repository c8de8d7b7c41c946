package dev.cairn.benchmarks;

import dev.cairn.benchmarks.EngineJob.Operation;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.BatchJournal;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The figures of mounts: each against the store below, opened alone with the same options. */
final class MountFigures {

  private static final double LEAST_RATIO = 0.95;

  /** The sizes of values, with how many entries are written. */
  private enum Size {
    SMALL("100 B", 100, 20 * 4096, 50 * 4096),
    MEDIUM("4 KiB", 4 * 1024, 2 * 4096, 5 * 4096);

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

  private MountFigures() {}

  static List<Figure> at(Scale scale) {
    List<Figure> figures = new ArrayList<>();
    for (Engine engine : Engine.values()) {
      for (Size size : Size.values()) {
        figures.add(batch(engine, size, scale));
      }
    }
    return figures;
  }

  private static Figure batch(Engine engine, Size size, Scale scale) {
    int entries = scale.of(size.quick, size.full);
    return Figure.against(
        "%s through a mount, batch of 4096, %s".formatted(engine, size.title),
        Unit.ENTRIES_PER_SECOND,
        Goal.ratio(LEAST_RATIO),
        scratch ->
            EngineJob.on(
                new CairnStore(mounted(engine, scratch, size.bytes)),
                Operation.BATCH,
                entries,
                size.bytes,
                1),
        scratch ->
            EngineJob.on(
                new CairnStore(engine.ours(scratch, size.bytes)),
                Operation.BATCH,
                entries,
                size.bytes,
                1));
  }

  /** As in a repository: the keys of the workload below a mountpoint, and another at the root. */
  private static Batching mounted(Engine engine, Path scratch, int valueSize) {
    return MountDatastore.of(
        List.of(
            Mount.at("/blocks", engine.ours(scratch.resolve("store"), valueSize)),
            Mount.at("/", new MemoryDatastore())),
        BatchJournal.in(scratch.resolve("journal")));
  }
}
