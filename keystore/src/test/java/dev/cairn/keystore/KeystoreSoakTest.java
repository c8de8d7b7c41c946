package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Cursor;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Resets under load for ten minutes, or as long as the property {@code cairn.keystore.soak} says,
 * such as {@code PT1M}: in the end there is no key, file or handle too many.
 */
@Tag("soak")
class KeystoreSoakTest {

  private static final Duration TIME =
      Duration.parse(System.getProperty("cairn.keystore.soak", "PT10M"));

  private static final int FED = 20_000;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void resets_under_load_leave_nothing_behind(Engine engine) throws IOException {
    long seed = Seeds.seed();
    keystore(engine).close(); // what engines open once for all
    long handlesBefore = openFiles();
    List<Set<Multihash>> own = new ArrayList<>();
    try (ResettableKeystore keystore = keystore(engine)) {
      keystore.put(Samples.numbered(0, FED));
      long end = System.nanoTime() + TIME.toNanos();
      BooleanSupplier goesOn = () -> System.nanoTime() < end;
      try (Together together = new Together()) {
        for (int thread = 1; thread <= 2; thread++) {
          Set<Multihash> mine = new TreeSet<>();
          own.add(mine);
          Random random = new Random(seed + thread);
          int from = 100_000 * thread;
          together.start(() -> change(keystore, mine, from, random, goesOn));
        }
        together.start(() -> read(keystore, goesOn));
        together.start(() -> reset(keystore, goesOn));
      }
      Set<Multihash> expected = new TreeSet<>(Samples.numbered(0, FED));
      own.forEach(expected::addAll);
      assertThat(Samples.contents(keystore)).isEqualTo(expected);
      assertThat(keystore.leftovers()).isEmpty();
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("meta", keystore.generation());
      }
    }
    assertThat(openFiles()).isEqualTo(handlesBefore);
  }

  private ResettableKeystore keystore(Engine engine) {
    return ResettableKeystore.open(
        directory, engine::open, KeystoreOptions.defaults().withResetMemory(1 << 20));
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** Changes multihashes of its own, so that what must be there is known. */
  private static void change(
      ResettableKeystore keystore,
      Set<Multihash> mine,
      int from,
      Random random,
      BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      int start = from + random.nextInt(5_000);
      List<Multihash> some = Samples.numbered(start, start + 1 + random.nextInt(500));
      if (random.nextBoolean()) {
        keystore.put(some);
        mine.addAll(some);
      } else {
        keystore.delete(some);
        some.forEach(mine::remove);
      }
    }
  }

  private static void read(ResettableKeystore keystore, BooleanSupplier goesOn) {
    while (goesOn.getAsBoolean()) {
      try (KeystoreView snapshot = keystore.snapshot()) {
        assertThat(snapshot.get(KeyspacePrefix.ALL).toList()).hasSize((int) snapshot.size());
      }
      Set<Multihash> paged = new TreeSet<>();
      Optional<Cursor> next = Optional.empty();
      do {
        MultihashPage page =
            next.isPresent()
                ? keystore.page(KeyspacePrefix.ALL, 3_000, next.get())
                : keystore.page(KeyspacePrefix.ALL, 3_000);
        paged.addAll(page.multihashes());
        next = page.next();
      } while (next.isPresent());
      assertThat(paged).containsAll(Samples.numbered(0, FED));
    }
  }

  /** What the others own is fed from a snapshot, as a node feeds its blocks. */
  private static void reset(ResettableKeystore keystore, BooleanSupplier goesOn) {
    for (int round = 0; goesOn.getAsBoolean(); round++) {
      try (Reset reset = keystore.reset();
          KeystoreView source = keystore.snapshot()) {
        reset.feed(source.get(KeyspacePrefix.ALL).stream());
        if (round % 3 == 0) {
          try (ResetDiff diff = reset.commitAndCompare()) {
            assertThat(diff.counts().unchanged()).isGreaterThanOrEqualTo(FED);
          }
        } else if (round % 3 == 1) {
          reset.commit();
        }
      }
    }
  }
}
