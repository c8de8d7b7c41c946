package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Fills a disk by way of a store until that refuses, in a JVM of its own, and makes room then. */
final class DiskFiller {

  static final String LOST_NOTHING = "lost nothing";

  private static final int VALUE = 40_000;

  /** So many writes are tried on a full disk: some may still fit. */
  private static final int MORE = 20;

  private final StoreUnderTest fixture;
  private final Path directory;
  private final long seed;
  private final List<Integer> taken = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();

  private DiskFiller(StoreUnderTest fixture, Path directory, long seed) {
    this.fixture = fixture;
    this.directory = directory;
    this.seed = seed;
  }

  /**
   * Takes the class of a fixture, a directory for the store, a file on the same disk that somebody
   * may delete, and a seed.
   */
  public static void main(String[] arguments) throws Exception {
    Path others = Path.of(arguments[2]);
    DiskFiller filler =
        new DiskFiller(
            FixtureInstances.create(arguments[0]),
            Path.of(arguments[1]),
            Long.parseLong(arguments[3]));
    filler.fill(Files.getFileStore(others).getTotalSpace());
    Files.delete(others);
    filler.goOn();
    print(LOST_NOTHING);
  }

  /** Writes until the disk is full, and then some more. */
  private void fill(long disk) {
    Datastore store = fixture.open(directory);
    for (int write = 0; refused.size() < MORE && (long) write * VALUE < 2 * disk; write++) {
      put(store, write);
    }
    assertThat(refused).as("writes that were refused, after %d", taken.size()).hasSize(MORE);
    assertThat(taken).as("writes that were taken").isNotEmpty();
    assertHoldsWhatWasTaken(store);
    try {
      store.close();
    } catch (NoSpaceException e) {
      // What was taken lies in its log.
    }
  }

  private void put(Datastore store, int write) {
    try {
      store.put(key(write), value(write));
      taken.add(write);
    } catch (NoSpaceException e) {
      if (refused.isEmpty()) {
        print(String.valueOf(e.getMessage()));
      }
      refused.add(write);
    }
  }

  /** Opens the store again where there is room. */
  private void goOn() {
    try (Datastore store = fixture.open(directory)) {
      assertHoldsWhatWasTaken(store);
      for (int write : refused) {
        // It failed, and may have been made nevertheless.
        store.get(key(write)).ifPresent(value -> assertThat(value).isEqualTo(value(write)));
      }
      store.delete(key(taken.remove(0)));
      store.put(key(refused.get(0)), value(refused.get(0)));
      taken.add(refused.get(0));
      store.sync(Key.ROOT);
    }
    try (Datastore store = fixture.open(directory)) {
      assertHoldsWhatWasTaken(store);
    }
  }

  private void assertHoldsWhatWasTaken(Datastore store) {
    for (int write : taken) {
      assertThat(store.get(key(write)))
          .as("write %d", write)
          .hasValueSatisfying(value -> assertThat(value).isEqualTo(value(write)));
    }
  }

  private static Key key(int write) {
    return Key.of("/filling/%06d".formatted(write));
  }

  private byte[] value(int write) {
    return Samples.bytes(new Random(seed * 31 + write), VALUE);
  }

  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  private static void print(String line) {
    System.out.println(line);
  }
}
