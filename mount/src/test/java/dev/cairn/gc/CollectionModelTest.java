package dev.cairn.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Writers put and pin random graphs that share blocks with each other and with what collections are
 * about to delete, while one collection runs after the other. No block that a pin reaches is ever
 * lost, and at the end nothing else is left.
 */
class CollectionModelTest {

  private static final int WRITERS = 3;
  private static final int ROUNDS = 150;

  /** Few enough that most are put, deleted and put again all the time. */
  private static final int SHARED_LEAVES = 40;

  private final Stores stores = new Stores();
  private final Pins pins = stores.pins;

  /** A graph that a writer builds: the blocks that it puts, and the root, the last of them. */
  private static final class Graph {
    final Map<Multihash, Block> put = new LinkedHashMap<>();
    final Set<Multihash> relied = new HashSet<>();
    Block root;

    Graph(Random random, String name) {
      List<Block> below = new ArrayList<>();
      int leaves = 1 + random.nextInt(6);
      for (int i = 0; i < leaves; i++) {
        below.add(Graphs.leaf("shared " + random.nextInt(SHARED_LEAVES)));
      }
      root = below.get(0);
      int nodes = 1 + random.nextInt(4);
      for (int i = 0; i < nodes; i++) {
        String label = random.nextInt(3) == 0 ? "shared node" : name + " " + i;
        root = Graphs.node(label, below.get(random.nextInt(below.size())), root);
        below.add(root);
      }
      below.forEach(block -> put.put(block.cid().multihash(), block));
    }

    /** Leaves some leaves out: the writer hopes that they are there. */
    void rely(Random random) {
      for (Block block : List.copyOf(put.values())) {
        if (Graphs.LINKS.isLeaf(block.cid()) && random.nextInt(3) == 0) {
          put.remove(block.cid().multihash());
          relied.add(block.cid().multihash());
        }
      }
    }
  }

  @RepeatedTest(3)
  void no_block_that_a_pin_reaches_is_ever_lost_and_at_the_end_nothing_else_is_left() {
    long seed = Seeds.seed();
    AtomicInteger writing = new AtomicInteger(WRITERS);
    AtomicInteger collections = new AtomicInteger();
    Collector collector = Collector.of(pins);
    try (Together threads = new Together()) {
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        threads.start(
            () -> {
              try {
                write(new Random(seed + writer), "writer " + writer);
              } finally {
                writing.decrementAndGet();
              }
            });
      }
      threads.start(
          () -> {
            while (writing.get() > 0) {
              collector.collect(CollectionOptions.defaults());
              collections.incrementAndGet();
            }
          });
    }

    assertThat(collections).hasPositiveValue();
    collector.collect(CollectionOptions.defaults());
    Set<Multihash> reached = new HashSet<>();
    pins.list().toList().forEach(pin -> addReached(pin.cid(), reached));
    assertThat(stores.blocks.firstMount().list().toList())
        .containsExactlyInAnyOrderElementsOf(reached);
    stores.close();
  }

  private void write(Random random, String name) {
    List<Cid> mine = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Graph graph = new Graph(random, name + " " + round);
      int way = random.nextInt(4);
      if (way == 0) {
        graph.rely(random);
      }
      boolean hasToken = random.nextInt(4) > 0;
      try (Token token = hasToken ? pins.locker().open(name) : null) {
        put(random, graph);
        PinOptions options = PinOptions.recursive();
        pins.add(graph.root.cid(), token == null ? options : options.within(token));
        mine.add(graph.root.cid());
      } catch (IncompleteDagException e) {
        if (hasToken) {
          assertThat(e.missing()).extracting(Cid::multihash).isSubsetOf(graph.relied);
          assertThat(graph.relied).as("else nothing may be missing").isNotEmpty();
        }
      }
      if (mine.size() > 5) {
        pins.remove(mine.remove(random.nextInt(mine.size())));
      }
      mine.stream()
          .filter(root -> pins.get(root).isPresent()) // another may have unpinned a shared one
          .forEach(this::assertWholeWhilePinned);
    }
  }

  private void put(Random random, Graph graph) {
    if (random.nextBoolean()) {
      stores.blocks.putAll(graph.put.values());
    } else {
      graph.put.values().forEach(stores.blocks::put);
    }
  }

  private void assertWholeWhilePinned(Cid root) {
    try {
      addReached(root, new HashSet<>());
    } catch (AssertionError e) {
      if (pins.get(root).isPresent()) {
        throw e;
      }
    }
  }

  private void addReached(Cid cid, Set<Multihash> reached) {
    Optional<Block> block = stores.blocks.get(cid);
    if (block.isEmpty()) {
      fail("the pinned block " + cid + " is lost");
    }
    if (reached.add(cid.multihash()) && !Graphs.LINKS.isLeaf(cid)) {
      Graphs.LINKS.of(block.get()).orElseThrow().forEach(link -> addReached(link, reached));
    }
  }
}
