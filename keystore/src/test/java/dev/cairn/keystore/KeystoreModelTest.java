package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A keystore does what a sorted set does, in whatever order it is asked. */
class KeystoreModelTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void random_calls_do_what_they_do_to_a_sorted_set(Engine engine) {
    Model model = new Model(() -> ResettableKeystore.open(directory, engine::open), Seeds.random());
    for (int i = 0; i < 400; i++) {
      model.step();
    }
    model.close();
  }

  @Test
  void random_calls_do_what_they_do_to_a_sorted_set_in_memory() {
    FakeDisk disk = new FakeDisk(new Steps());
    Model model = new Model(disk::open, Seeds.random());
    for (int i = 0; i < 3000; i++) {
      model.step();
    }
    model.close();
    assertThat(disk.openStores()).isZero();
    assertThat(disk.names()).hasSize(1);
  }

  /** Each thread changes multihashes of its own, so that what must be there is known. */
  @ParameterizedTest
  @EnumSource
  void changes_and_reads_go_on_through_resets(Engine engine) {
    long seed = Seeds.seed();
    List<Multihash> fed = Samples.numbered(0, 300);
    List<Set<Multihash>> own = new ArrayList<>();
    AtomicBoolean done = new AtomicBoolean();
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, engine::open)) {
      keystore.put(fed);
      try (Together together = new Together()) {
        for (int thread = 1; thread <= 2; thread++) {
          int from = 1000 * thread;
          Random random = new Random(seed + thread);
          Set<Multihash> mine = new TreeSet<>();
          own.add(mine);
          together.start(
              () -> {
                while (!done.get()) {
                  int start = from + random.nextInt(200);
                  List<Multihash> some = Samples.numbered(start, start + 20);
                  if (random.nextBoolean()) {
                    keystore.put(some);
                    mine.addAll(some);
                  } else {
                    keystore.delete(some);
                    mine.removeAll(some);
                  }
                }
              });
        }
        together.start(
            () -> {
              while (!done.get()) {
                assertThat(keystore.get(KeyspacePrefix.ALL).toList()).containsAll(fed);
                assertThat(keystore.containsPrefix(KeyspacePrefix.of(fed.get(7), 256))).isTrue();
                assertThat(keystore.size()).isGreaterThanOrEqualTo(fed.size());
              }
            });
        together.start(
            () -> {
              for (int round = 0; round < 8; round++) {
                keystore.resetFrom(
                    () -> {
                      // What the threads own is fed from a snapshot, as a node feeds its blocks.
                      return keystore.get(KeyspacePrefix.ALL);
                    });
              }
              done.set(true);
            });
      }
      Set<Multihash> expected = new TreeSet<>(fed);
      own.forEach(expected::addAll);
      assertThat(Samples.contents(keystore)).isEqualTo(expected);
    }
    assertThat(directory).isDirectoryNotContaining("glob:**gen-[1-8]");
    assertThat(directory).isDirectoryContaining("glob:**gen-9");
  }

  private static final class Model {
    private final Supplier<ResettableKeystore> opener;
    private final Random random;
    private final NavigableSet<Multihash> expected =
        new TreeSet<>(Comparator.comparing(KademliaId::of));
    private ResettableKeystore keystore;
    private @Nullable Reset reset;
    private NavigableSet<Multihash> next = new TreeSet<>(expected.comparator());
    private Set<Multihash> overruled = new TreeSet<>();
    private boolean sourceOverruled;

    Model(Supplier<ResettableKeystore> opener, Random random) {
      this.opener = opener;
      this.random = random;
      this.keystore = opener.get();
    }

    void step() {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> put();
        case 5, 6, 7 -> delete();
        case 8, 9, 10 -> read();
        case 11, 12 -> begin();
        case 13, 14, 15 -> feed();
        case 16, 17 -> commit();
        case 18 -> rarely(random.nextBoolean() ? this::abort : this::empty);
        default -> rarely(this::reopen);
      }
      assertThat(keystore.size()).isEqualTo(expected.size());
    }

    private void rarely(Runnable action) {
      if (random.nextInt(3) == 0) {
        action.run();
      }
    }

    private List<Multihash> some() {
      int from = random.nextInt(300);
      return Samples.numbered(from, from + random.nextInt(60));
    }

    private void put() {
      List<Multihash> some = some();
      List<Multihash> added = some.stream().filter(m -> !expected.contains(m)).toList();
      assertThat(keystore.put(some)).isEqualTo(added);
      expected.addAll(some);
      next.addAll(some);
      overruled.removeAll(some);
    }

    private void delete() {
      List<Multihash> some = some();
      assertThat(keystore.delete(some)).isEqualTo(some.stream().filter(expected::contains).count());
      some.forEach(expected::remove);
      some.forEach(next::remove);
      overruled.addAll(some);
    }

    private void empty() {
      keystore.empty();
      expected.clear();
      next.clear();
      sourceOverruled = true;
    }

    private void read() {
      KeyspacePrefix prefix =
          KeyspacePrefix.of(Samples.numbered(random.nextInt(360)), random.nextInt(4) * 3);
      List<Multihash> found =
          expected.stream().filter(m -> prefix.contains(KademliaId.of(m))).toList();
      assertThat(keystore.get(prefix).toList()).isEqualTo(found);
      assertThat(keystore.countUpTo(prefix, 7)).isEqualTo(Math.min(7, found.size()));
    }

    private void begin() {
      if (reset == null) {
        reset = keystore.reset();
        next = new TreeSet<>(expected.comparator());
        overruled = new TreeSet<>();
        sourceOverruled = false;
      }
    }

    private void feed() {
      if (reset != null) {
        List<Multihash> some = some();
        reset.feed(Stream.concat(some.stream(), some.stream()));
        if (!sourceOverruled) {
          some.stream().filter(m -> !overruled.contains(m)).forEach(next::add);
        }
      }
    }

    private void commit() {
      if (reset != null) {
        long before = expected.size();
        ResetResult result = reset.commit();
        reset = null;
        expected.clear();
        expected.addAll(next);
        assertThat(result.before()).isEqualTo(before);
        assertThat(result.after()).isEqualTo(next.size());
      }
    }

    private void abort() {
      if (reset != null) {
        reset.close();
        reset = null;
      }
    }

    private void reopen() {
      keystore.close();
      reset = null;
      keystore = opener.get();
      assertThat(keystore.get(KeyspacePrefix.ALL).toList()).containsExactlyElementsOf(expected);
    }

    void close() {
      reopen();
      keystore.close();
    }
  }
}
