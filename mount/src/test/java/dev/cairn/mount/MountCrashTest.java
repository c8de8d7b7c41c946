package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Key;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.leveldb.LevelDbOptions;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes that are killed for real while they commit batches across LevelDB and RocksDB. */
class MountCrashTest {

  private static final int SLOTS = 7;
  private static final int KILLS = 3;
  private static final int MANY_KILLS = 100;
  private static final int LATEST_DEATH = 40;

  @TempDir private Path directory = Path.of("");

  /** Where the journal lies. */
  enum Where {
    FILES,
    ENTRIES
  }

  /** Commits one batch after the other, and tells of each that is done. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      MountDatastore mounts = open(Path.of(arguments[0]), Where.valueOf(arguments[1]));
      for (int number = Integer.parseInt(arguments[2]); ; number++) {
        try (Batch batch = mounts.batch()) {
          for (Key key : keys(number)) {
            batch.put(key, Integer.toString(number).getBytes(UTF_8));
          }
          batch.commit();
        }
        print(number + ".");
      }
    }

    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    private static void print(String line) {
      System.out.println(line);
    }
  }

  private static List<Key> keys(int number) {
    int slot = Math.floorMod(number, SLOTS);
    return List.of(
        Key.of("/slot/" + slot), Key.of("/blocks/slot/" + slot), Key.of("/blocks/again/" + slot));
  }

  private static MountDatastore open(Path directory, Where where) {
    return MountDatastore.of(
        List.of(
            Mount.at(
                "/blocks",
                RocksDbDatastore.open(directory.resolve("rocks"), RocksDbOptions.forBlocks())),
            Mount.at(
                "/", LevelDbDatastore.open(directory.resolve("level"), LevelDbOptions.defaults()))),
        where == Where.FILES
            ? BatchJournal.in(directory.resolve("journal"))
            : BatchJournal.below(Key.of("/cairn/journal")));
  }

  @ParameterizedTest
  @EnumSource
  void a_killed_process_leaves_every_batch_whole_in_both_engines(Where where) {
    assertKeepsBatchesOver(KILLS, where);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("soak")
  void a_process_killed_many_times_leaves_every_batch_whole_in_both_engines(Where where) {
    assertKeepsBatchesOver(MANY_KILLS, where);
  }

  private void assertKeepsBatchesOver(int kills, Where where) {
    Random random = new Random(Seeds.seed());
    int next = 0;
    for (int kill = 0; kill < kills; kill++) {
      ForkedJvm.Outcome outcome =
          ForkedJvm.of(Writer.class, directory.toString(), where.name(), Integer.toString(next))
              .killedAfter(1 + random.nextInt(LATEST_DEATH));
      assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
      int done = next + (int) outcome.lines().stream().filter(it -> it.endsWith(".")).count();
      next = assertHoldsWholeBatches(done, where);
    }
  }

  /** Asserts that batches up to {@code done} are there whole; returns the number of the next. */
  private int assertHoldsWholeBatches(int done, Where where) {
    try (MountDatastore mounts = open(directory, where)) {
      int next = held(mounts, keys(done).get(0)).equals(Optional.of(done)) ? done + 1 : done;
      for (int number = Math.max(0, next - SLOTS); number < next; number++) {
        for (Key key : keys(number)) {
          assertThat(held(mounts, key)).as("%s after %d batches", key, done).hasValue(number);
        }
      }
      return next;
    }
  }

  private static Optional<Integer> held(MountDatastore mounts, Key key) {
    return mounts.get(key).map(it -> Integer.parseInt(new String(it, UTF_8)));
  }
}
