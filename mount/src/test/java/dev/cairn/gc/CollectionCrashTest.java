package dev.cairn.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.Datastore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.Mount;
import dev.cairn.mount.MountDatastore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.multiformats.Multihash;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that collects is killed. */
class CollectionCrashTest {

  private static final int LATEST_DEATH = 400;
  private static final String PINNED = "pinned";
  private static final String SWEPT = "swept";

  private static MountDatastore open(Path directory) {
    return MountDatastore.of(
        List.of(
            Mount.at(
                "/blocks",
                RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks())),
            Mount.at(
                "/",
                LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults()))));
  }

  private static MultiBlockstore blocksOn(Datastore store) {
    return MultiBlockstore.builder().cache("cache", DatastoreBlockstore.on(store)).build();
  }

  private static List<Block> graph(String name) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      blocks.add(Graphs.leaf(name + " leaf " + i));
    }
    blocks.add(Graphs.node(name, blocks.toArray(Block[]::new)));
    return blocks;
  }

  private static Block rootOf(List<Block> graph) {
    return graph.get(graph.size() - 1);
  }

  /**
   * Pins one graph and leaves another loose, collects, and so on; tells of each pin and deletion.
   */
  static final class Worker {
    private Worker() {}

    public static void main(String[] arguments) {
      Datastore store = open(Path.of(arguments[0]));
      MultiBlockstore blocks = blocksOn(store);
      Pins pins = Pins.on(store, blocks, Graphs.LINKS);
      Collector collector = Collector.of(pins);
      CollectionListener telling =
          new CollectionListener() {
            @Override
            public void swept(Multihash block, long bytes) {
              print(SWEPT);
            }
          };
      for (int step = 0; ; step++) {
        blocks.putAll(graph("loose " + step));
        blocks.putAll(graph("pinned " + step));
        pins.add(rootOf(graph("pinned " + step)).cid());
        print(PINNED);
        collector.collect(CollectionOptions.defaults().reportingTo(telling));
      }
    }

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    private static void print(String line) {
      System.out.println(line);
    }
  }

  @RepeatedTest(3)
  void what_is_pinned_is_whole_after_a_death_in_the_sweep_and_the_next_collection_does_the_rest(
      @TempDir Path directory) {
    int death = 5 + new Random(Seeds.seed()).nextInt(LATEST_DEATH);

    ForkedJvm.Outcome outcome = ForkedJvm.of(Worker.class, directory.toString()).killedAfter(death);

    assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
    int pinned = (int) outcome.lines().stream().filter(PINNED::equals).count();
    assertThat(pinned).isPositive();
    try (Datastore store = open(directory);
        MultiBlockstore blocks = blocksOn(store);
        Pins pins = Pins.on(store, blocks, Graphs.LINKS)) {
      assertPinnedAndWhole(pins, blocks, pinned);
      int more = pins.list().toList().size();
      assertThat(more).isBetween(pinned, pinned + 1);

      Collector.of(pins).collect(CollectionOptions.defaults());

      assertPinnedAndWhole(pins, blocks, pinned);
      assertThat(blocks.list().toList()).hasSize(more * graph("any").size());
    }
  }

  private static void assertPinnedAndWhole(Pins pins, MultiBlockstore blocks, int steps) {
    for (int step = 0; step < steps; step++) {
      List<Block> graph = graph("pinned " + step);
      assertThat(pins.get(rootOf(graph).cid())).isPresent();
      graph.forEach(
          block ->
              assertThat(blocks.get(block.cid()))
                  .hasValueSatisfying(found -> assertThat(found.isValid()).isTrue()));
    }
  }
}
