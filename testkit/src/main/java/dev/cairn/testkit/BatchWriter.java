package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Commits one synced batch after another, and says when each has returned, until it is killed. */
final class BatchWriter {

  /** Ends a line, so that one cut short by the death of its writer is not taken for a whole one. */
  private static final String DONE = "done.";

  private BatchWriter() {}

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
