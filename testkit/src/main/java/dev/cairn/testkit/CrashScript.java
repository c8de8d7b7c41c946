package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a store step by step, as a seed prescribes, until it is killed; and tells what the
 * store holds after any number of steps.
 */
final class CrashScript {

  private static final String DONE = "done ";

  /** Ends a line, so that one cut short by the death of its writer is not taken for a whole one. */
  private static final String END = ".";

  private static final int KEYS = 60;

  /** All keys of the script lie below it. */
  static final Key ROOT = Key.of("/crash");

  private CrashScript() {}

  /** One write of a step: the value to set, or null to delete the key. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Write(Key key, byte @Nullable [] value) {}

  /** Takes the class of a fixture, a directory for the store, and a seed. */
  public static void main(String[] arguments) throws Exception {
    Datastore store = FixtureInstances.create(arguments[0]).open(Path.of(arguments[1]));
    long seed = Long.parseLong(arguments[2]);
    for (int step = 0; ; step++) {
      run(store, seed, step, step + 1);
      print(DONE + step + END);
    }
  }

  /** Does the steps of a script from one on to another. */
  static void run(Datastore store, long seed, int from, int to) {
    Optional<Batching> batching = atomicBatching(store);
    for (int step = from; step < to; step++) {
      List<Write> writes = writes(seed, step);
      if (batching.isPresent()) {
        commit(batching.get(), writes, step);
      } else {
        put(store, writes.get(0));
      }
    }
  }

  static Optional<Batching> atomicBatching(Datastore store) {
    return store.capability(Batching.class).filter(CrashScript::isAtomic);
  }

  private static boolean isAtomic(Batching batching) {
    try (Batch batch = batching.batch()) {
      return batch.atomic();
    }
  }

  /** Commits the writes of a step; a single one goes without a batch. */
  private static void commit(Batching store, List<Write> writes, int step) {
    if (writes.size() == 1) {
      put(store, writes.get(0));
      return;
    }
    try (Batch batch = store.batch()) {
      for (Write write : writes) {
        if (write.value() == null) {
          batch.delete(write.key());
        } else {
          batch.put(write.key(), write.value());
        }
      }
      batch.commit(step % 40 == 39 ? Durability.SYNCED : Durability.VISIBLE);
    }
  }

  private static void put(Datastore store, Write write) {
    if (write.value() == null) {
      store.delete(write.key());
    } else {
      store.put(write.key(), write.value());
    }
  }

  /** Returns the writes of a step; a store without atomic batches does the first alone. */
  private static List<Write> writes(long seed, int step) {
    Random random = new Random(seed * 31 + step);
    List<Write> writes = new ArrayList<>();
    for (int count = step % 3 == 0 ? 2 + random.nextInt(20) : 1; count > 0; count--) {
      Key key = ROOT.child(Key.of("/" + random.nextInt(KEYS)));
      boolean delete = random.nextInt(4) == 0;
      writes.add(new Write(key, delete ? null : Samples.bytes(random, random.nextInt(3000))));
    }
    return writes;
  }

  static int stepsDone(List<String> lines) {
    return (int) lines.stream().filter(line -> line.startsWith(DONE) && line.endsWith(END)).count();
  }

  /** Returns what a store holds after so many steps. */
  static Map<Key, byte[]> contentsAfter(long seed, int steps, boolean atomicBatches) {
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int step = 0; step < steps; step++) {
      List<Write> writes = writes(seed, step);
      for (Write write : atomicBatches ? writes : writes.subList(0, 1)) {
        if (write.value() == null) {
          contents.remove(write.key());
        } else {
          contents.put(write.key(), write.value());
        }
      }
    }
    return contents;
  }

  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  private static void print(String line) {
    System.out.println(line);
  }
}
