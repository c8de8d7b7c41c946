package dev.cairn.car;

import static dev.cairn.car.Archives.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes archives leaves a whole one under the name, or none. */
class CarWriterCrashTest {

  private static final String COMMITTED = "committed ";
  private static final int BLOCKS = 40;

  @TempDir private Path folder;

  /**
   * Writes one generation of an archive after the other under one name, telling each step; with a
   * second argument it never commits.
   */
  static final class Generations {

    private Generations() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      boolean committing = arguments.length == 1;
      for (int generation = 1; ; generation++) {
        try (CarWriter writer = CarWriter.create(file, List.of(marker(generation).cid()))) {
          writer.write(marker(generation));
          for (int i = 1; i < BLOCKS; i++) {
            writer.write(Block.raw(new byte[i * 1000]));
            print("wrote " + i);
          }
          if (committing) {
            writer.commit();
            print(COMMITTED + generation);
          }
        }
      }
    }

    @SuppressWarnings("SystemOut") // read by the test
    private static void print(String line) {
      System.out.println(line);
    }
  }

  private static Block marker(int generation) {
    return raw("generation " + generation);
  }

  @Test
  void killed_before_any_commit_there_is_no_archive() {
    Path file = folder.resolve("blocks.car");

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Generations.class, file.toString(), "never").killedAfter(10 * BLOCKS);

    assertThat(outcome.killed()).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void killed_at_any_moment_the_archive_is_whole_and_at_least_the_last_that_was_committed() {
    Random random = Seeds.random();
    for (int round = 0; round < 4; round++) {
      Path file = folder.resolve("blocks-" + round + ".car");

      ForkedJvm.Outcome outcome =
          ForkedJvm.of(Generations.class, file.toString())
              .killedAfter(BLOCKS + 1 + random.nextInt(10 * BLOCKS));

      int committed =
          (int) outcome.lines().stream().filter(line -> line.startsWith(COMMITTED)).count();
      assertThat(committed).isPositive();
      try (CarReader reader = CarReader.open(file)) {
        assertThat(reader.roots())
            .containsAnyOf(marker(committed).cid(), marker(committed + 1).cid());
        assertThat(reader.toList()).hasSize(BLOCKS);
      }
    }
  }
}
