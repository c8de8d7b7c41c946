package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A process that opens, writes and closes a store with a saved filter is killed. */
class FilterCrashTest {

  private static final int BLOCKS_A_SESSION = 5;
  private static final int LATEST_DEATH = 60;

  /** Opens the store again and again, puts some blocks, tells of each, and closes the store. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      for (int session = 0; ; session++) {
        try (FilteredBlockstore blocks = open(Path.of(arguments[0]))) {
          for (int i = 0; i < BLOCKS_A_SESSION; i++) {
            blocks.put(block(session * BLOCKS_A_SESSION + i));
            print("put");
          }
        }
      }
    }

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    private static void print(String line) {
      System.out.println(line);
    }
  }

  private static FilteredBlockstore open(Path directory) {
    return FilteredBlockstore.builder(
            DatastoreBlockstore.on(
                RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks())),
            Runnable::run)
        .expectedBlocks(100_000)
        .file(directory.resolve("filter"))
        .build();
  }

  private static Block block(int number) {
    return Block.raw(("block " + number).getBytes(UTF_8));
  }

  @RepeatedTest(3)
  void a_killed_process_leaves_no_filter_that_denies_a_block(@TempDir Path directory) {
    int death = 1 + new Random(Seeds.seed()).nextInt(LATEST_DEATH);

    ForkedJvm.Outcome outcome = ForkedJvm.of(Writer.class, directory.toString()).killedAfter(death);

    assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
    int put = outcome.lines().size();
    assertThat(put).isGreaterThanOrEqualTo(death - 1);
    for (int again = 0; again < 2; again++) {
      try (FilteredBlockstore blocks = open(directory)) {
        assertThat(blocks.isActive()).isTrue();
        for (int i = 0; i < put; i++) {
          assertThat(blocks.has(block(i).cid())).as("block %d of %d", i, put).isTrue();
        }
      }
    }
  }
}
