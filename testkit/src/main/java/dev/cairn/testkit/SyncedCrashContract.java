package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What is left of one store whose process is killed again and again while it commits synced
 * batches: every batch that was acknowledged, and every batch whole. For stores whose batches are
 * atomic.
 */
public abstract class SyncedCrashContract extends DatastoreFixture {

  private static final int KILLS = 20;
  private static final int LATEST_DEATH = 60;

  /** Creates the contract for one test. */
  protected SyncedCrashContract() {}

  @Test
  void no_acknowledged_batch_is_lost_and_every_batch_is_whole_after_any_number_of_kills() {
    long seed = Seeds.seed();
    Random random = new Random(seed);
    int batches = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      ForkedJvm.Outcome outcome =
          ForkedJvm.of(
                  Writer.class,
                  getClass().getName(),
                  directory("killed").toString(),
                  Long.toString(seed),
                  Integer.toString(batches))
              .killedAfter(1 + random.nextInt(LATEST_DEATH));
      assertThat(outcome.killed()).as("killed; it wrote %s", outcome.errors()).isTrue();
      int acknowledged = batches + Writer.acknowledged(outcome);

      try (Datastore store = openAt("killed")) {
        for (int batch = batches; batch < acknowledged; batch++) {
          assertThat(held(store, batch)).as("batch %d", batch).isEqualTo(shown(seed, batch));
        }
        boolean oneMore = !held(store, acknowledged).isEmpty();
        if (oneMore) {
          assertThat(held(store, acknowledged))
              .as("the batch at the kill")
              .isEqualTo(shown(seed, acknowledged));
        }
        batches = acknowledged + (oneMore ? 1 : 0);
        assertThat(Datastores.count(store, Query.all())).isEqualTo(entries(seed, batches));
      }
    }
  }

  private static List<Shown> held(Datastore store, int batch) {
    return Shown.all(store.query(Query.below(Writer.folder(batch))));
  }

  private static long entries(long seed, int batches) {
    long entries = 0;
    for (int batch = 0; batch < batches; batch++) {
      entries += Writer.contents(seed, batch).size();
    }
    return entries;
  }

  private static List<Shown> shown(long seed, int batch) {
    return NaiveQuery.answer(Query.all(), Writer.contents(seed, batch));
  }

  /** Commits one synced batch after another and says when each has returned. */
  static final class Writer {

    /**
     * Ends a line, so that one cut short by the death of its writer is not taken for a whole one.
     */
    private static final String DONE = "done.";

    private Writer() {}

    /** Takes the class of a fixture, a directory for the store, a seed, and the first batch. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) throws Exception {
      Datastore opened = FixtureInstances.create(arguments[0]).open(Path.of(arguments[1]));
      Batching store = Datastores.require(opened, Batching.class);
      long seed = Long.parseLong(arguments[2]);
      for (int number = Integer.parseInt(arguments[3]); ; number++) {
        try (Batch batch = store.batch()) {
          contents(seed, number).forEach(batch::put);
          batch.commit(Durability.SYNCED);
        }
        System.out.println(DONE);
      }
    }

    static int acknowledged(ForkedJvm.Outcome outcome) {
      return (int) outcome.lines().stream().filter(DONE::equals).count();
    }

    static Key folder(int batch) {
      return Key.of("/batch/%06d".formatted(batch));
    }

    static Map<Key, byte[]> contents(long seed, int batch) {
      Random random = new Random(seed * 31 + batch);
      Map<Key, byte[]> contents = new TreeMap<>();
      for (int i = 1 + random.nextInt(30); i > 0; i--) {
        contents.put(
            folder(batch).child(Key.of("/" + i)), Samples.bytes(random, random.nextInt(8000)));
      }
      return contents;
    }
  }
}
