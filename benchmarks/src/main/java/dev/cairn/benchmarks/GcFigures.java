package dev.cairn.benchmarks;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.gc.BlockLinks;
import dev.cairn.gc.CollectionOptions;
import dev.cairn.gc.CollectionReport;
import dev.cairn.gc.Collector;
import dev.cairn.gc.Pins;
import dev.cairn.links.Links;
import dev.cairn.mount.MultiBlockstore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a collection: what it costs to mark and to sweep, and what those who write
 * meanwhile notice of it. The blocks are generated, so that no engine is measured.
 */
final class GcFigures {

  /** One block in so many is loose. */
  private static final int LOOSE_SHARE = 10;

  /** As many different blocks are put again and again while a collection runs. */
  private static final int WRITTEN = 100_000;

  private static final double NANOS_PER_MILLISECOND = Duration.ofMillis(1).toNanos();

  private GcFigures() {}

  static List<Figure> at(Scale scale) {
    int blocks = scale.of(1_000_000, 10_000_000);
    return List.of(
        Figure.alone(
            "collection of %d blocks".formatted(blocks),
            Unit.ENTRIES_PER_SECOND,
            Goal.NONE,
            scratch -> new Undisturbed(blocks)),
        Figure.alone(
            "heap of the marks of %d blocks".formatted(blocks),
            Unit.BYTES_PER_ENTRY,
            Goal.atMost(48),
            scratch ->
                new BesideAWriter(blocks, report -> (double) report.markBytes() / report.marked())),
        Figure.alone(
            "writers wait for a collection of %d blocks".formatted(blocks),
            Unit.MILLISECONDS,
            Goal.told("50 ms"),
            scratch ->
                new BesideAWriter(
                    blocks, report -> report.blocked().toNanos() / NANOS_PER_MILLISECOND)));
  }

  /** Blocks, of which most are pinned. */
  private static final class Collected implements AutoCloseable {
    final GeneratedBlocks generated;
    final MultiBlockstore blocks;
    final Pins pins;
    final Collector collector;

    Collected(int count) {
      Links links = Links.standard();
      generated = new GeneratedBlocks(count, count / LOOSE_SHARE);
      blocks = MultiBlockstore.builder().cache("cache", generated).build();
      pins = Pins.on(new MemoryDatastore(), blocks, BlockLinks.of(links::isLeaf, links::of));
      pins.add(generated.root());
      collector = Collector.of(pins);
    }

    CollectionReport collect() {
      CollectionReport report = collector.collect(CollectionOptions.defaults());
      if (report.marked() < generated.reached()) {
        throw new IllegalStateException("only " + report.marked() + " blocks were marked");
      }
      return report;
    }

    @Override
    public void close() {
      collector.close();
      pins.close();
      blocks.close();
    }
  }

  private record Undisturbed(Collected collected) implements Contestant {
    Undisturbed(int count) {
      this(new Collected(count));
    }

    @Override
    public double measure() throws Exception {
      return Stopwatch.rate(collected.generated.reached(), collected::collect);
    }

    @Override
    public void close() {
      collected.close();
    }
  }

  /** A collection, and a thread that puts loose blocks all the while: those that it deletes. */
  private record BesideAWriter(Collected collected, ToDoubleFunction<CollectionReport> asked)
      implements Contestant {

    BesideAWriter(int count, ToDoubleFunction<CollectionReport> asked) {
      this(new Collected(count), asked);
    }

    @Override
    public double measure() throws Exception {
      AtomicBoolean stop = new AtomicBoolean();
      Thread writer = new Thread(() -> write(stop), "writer");
      writer.start();
      try {
        return asked.applyAsDouble(collected.collect());
      } finally {
        stop.set(true);
        writer.join();
      }
    }

    private void write(AtomicBoolean stop) {
      for (int i = 0; !stop.get(); i = (i + 1) % WRITTEN) {
        Block block = collected.generated.looseBlock(i);
        collected.blocks.put(block);
      }
    }

    @Override
    public void close() {
      collected.close();
    }
  }
}
