package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.multiformats.Multihash;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that puts blocks into the cache of a multi-blockstore is killed. */
class BlockstoreCrashTest {

  private static final int BLOCKS_A_STEP = 20;
  private static final int LATEST_DEATH = 150;
  private static final String DONE = "done";

  /** Puts steps of blocks, alternately one by one and at once, and tells of each that is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Blockstore blocks = open(Path.of(arguments[0]));
      for (int step = 0; ; step++) {
        if (step % 2 == 0) {
          blocks.putAll(blocksOf(step));
        } else {
          blocksOf(step).forEach(blocks::put);
        }
        print(DONE);
      }
    }

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    private static void print(String line) {
      System.out.println(line);
    }
  }

  private static Blockstore open(Path directory) {
    var cache =
        MountDatastore.of(
            List.of(
                Mount.at(
                    "/blocks",
                    RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks())),
                Mount.at(
                    "/",
                    LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults()))));
    var aux = LevelDbDatastore.open(directory.resolve("aux"), LevelDbOptions.defaults());
    return MultiBlockstore.builder()
        .cache("cache", DatastoreBlockstore.on(cache))
        .aux("aux", DatastoreBlockstore.on(aux))
        .build();
  }

  private static List<Block> blocksOf(int step) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < BLOCKS_A_STEP; i++) {
      blocks.add(Block.raw(("step " + step + " block " + i + " ").repeat(1 + i).getBytes(UTF_8)));
    }
    return blocks;
  }

  @RepeatedTest(3)
  void a_killed_process_leaves_whole_blocks_and_whole_batches(@TempDir Path directory) {
    int death = 1 + new Random(Seeds.seed()).nextInt(LATEST_DEATH);

    ForkedJvm.Outcome outcome = ForkedJvm.of(Writer.class, directory.toString()).killedAfter(death);

    assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
    int done = (int) outcome.lines().stream().filter(DONE::equals).count();
    assertThat(done).isGreaterThanOrEqualTo(death - 1);
    try (Blockstore blocks = open(directory)) {
      for (int step = 0; step < done; step++) {
        blocksOf(step).forEach(block -> assertHolds(blocks, block));
      }
      List<Block> begun = blocksOf(done);
      long held = begun.stream().filter(block -> blocks.has(block.cid())).count();
      if (done % 2 == 0) {
        assertThat(held).as("of a batch, all or nothing").isIn(0L, (long) BLOCKS_A_STEP);
      }
      begun.stream().limit(held).forEach(block -> assertHolds(blocks, block));
      Set<Multihash> listed = new HashSet<>(blocks.list().toList());
      assertThat(listed).hasSize(done * BLOCKS_A_STEP + (int) held);
      blocks.putAll(begun);
      begun.forEach(block -> assertHolds(blocks, block));
    }
  }

  private static void assertHolds(Blockstore blocks, Block block) {
    assertThat(blocks.get(block.cid()))
        .hasValueSatisfying(found -> assertThat(found.toBytes()).isEqualTo(block.toBytes()));
  }
}
