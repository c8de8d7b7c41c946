package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Writes more than logs hold, makes it durable in some way, and keeps the files of each such moment
 * by links; in a JVM of its own.
 */
final class SyncingWriter {

  /** How often that is done. */
  static final int MOMENTS = 4;

  /** Begins a line that says how long a log was at a moment. */
  static final String LENGTH = "length";

  /** Begins the line that says that all files of a moment are kept. */
  static final String KEPT = "kept ";

  private static final String MANIFEST = "MANIFEST-";

  private static final Key ROOT = Key.of("/syncing");
  private static final int WRITES = 280;
  private static final int VALUE = 256 * 1024;

  private SyncingWriter() {}

  /** How writes are made durable. */
  enum Way {
    /** All of them are put, and the store is synced. */
    SYNC {
      @Override
      void write(Datastore store, long seed, int write, boolean isLast) {
        store.put(key(write), value(seed, write));
        if (isLast) {
          store.sync(ROOT);
        }
      }
    },
    /** All but the last are put, and that is committed durably. */
    BATCH {
      @Override
      void write(Datastore store, long seed, int write, boolean isLast) {
        if (!isLast) {
          store.put(key(write), value(seed, write));
          return;
        }
        try (Batch batch = Datastores.require(store, Batching.class).batch()) {
          batch.put(key(write), value(seed, write));
          batch.commit(Durability.SYNCED);
        }
      }
    };

    abstract void write(Datastore store, long seed, int write, boolean isLast);
  }

  /** Takes the class of a fixture, directories for the store and for links, a seed, and a way. */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[1]);
    Path moments = Path.of(arguments[2]);
    long seed = Long.parseLong(arguments[3]);
    Way way = Way.valueOf(arguments[4]);
    try (Datastore store = FixtureInstances.create(arguments[0]).open(directory)) {
      for (int moment = 0; moment < MOMENTS; moment++) {
        for (int i = 0; i < WRITES; i++) {
          way.write(store, seed, moment * WRITES + i, i == WRITES - 1);
        }
        keep(directory, moments.resolve(Integer.toString(moment)));
        print(KEPT + moment);
      }
    }
  }

  /**
   * Keeps all files. Where the engine, in the background, replaced some by others meanwhile, what
   * was kept belongs to no one moment, and is kept anew.
   */
  private static void keep(Path directory, Path moment) throws IOException {
    Map<String, Long> before;
    do {
      before = logs(directory);
      DurableFiles.deleteTree(moment);
      link(directory, Files.createDirectory(moment));
    } while (!logs(directory).equals(before) || !isManifestOf(directory, moment));
    before.forEach(
        (name, length) ->
            print("%s %s %s %d".formatted(LENGTH, moment.getFileName(), name, length)));
  }

  /** Links files, and copies the manifests, which are written anywhere in a mapping. */
  private static void link(Path directory, Path moment) throws IOException {
    for (Path file : StoreSurgery.files(directory, "*")) {
      Path kept = moment.resolve(file.getFileName());
      try {
        if (kept.getFileName().toString().startsWith(MANIFEST)) {
          Files.copy(file, kept);
        } else {
          Files.createLink(kept, file);
        }
      } catch (NoSuchFileException e) {
        // What replaced it makes this be done anew.
      }
    }
  }

  private static boolean isManifestOf(Path directory, Path moment) throws IOException {
    for (Path manifest : StoreSurgery.files(directory, MANIFEST + "*")) {
      Path kept = moment.resolve(manifest.getFileName());
      if (!Files.exists(kept) || Files.mismatch(manifest, kept) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, Long> logs(Path directory) throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    for (Path file : StoreSurgery.files(directory, "[0-9]*.log")) {
      lengths.put(String.valueOf(file.getFileName()), file.toFile().length());
    }
    return lengths;
  }

  /** Asserts that a store holds all that was durable at a moment. */
  static void assertHolds(Datastore store, long seed, Way way, int moment) {
    int writes = (moment + 1) * WRITES;
    for (int write = 0; write < writes; write++) {
      byte[] value = value(seed, write);
      assertThat(store.get(key(write)))
          .as("write %d of %d, made durable by %s", write, writes, way)
          .hasValueSatisfying(held -> assertThat(held).isEqualTo(value));
    }
    assertThat(Datastores.count(store, Query.below(ROOT))).isGreaterThanOrEqualTo(writes);
  }

  private static Key key(int write) {
    return ROOT.child(Key.of("/%06d".formatted(write)));
  }

  private static byte[] value(long seed, int write) {
    return Samples.bytes(new Random(seed * 31 + write), VALUE);
  }

  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  private static void print(String line) {
    System.out.println(line);
  }
}
