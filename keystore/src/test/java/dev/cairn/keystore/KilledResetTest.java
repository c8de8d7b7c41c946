package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a process, with SIGKILL, at every step of a reset, and looks at what it leaves. */
class KilledResetTest {

  private static final List<Multihash> PUT =
      Samples.numbered(ResetVictim.PUT_MEANWHILE, ResetVictim.PUT_MEANWHILE + 10);
  private static final List<Multihash> DELETED =
      Samples.numbered(ResetVictim.DELETED_MEANWHILE, ResetVictim.DELETED_MEANWHILE + 10);

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource
  void a_process_killed_at_any_step_of_a_reset_leaves_the_old_or_the_new_set(Engine engine)
      throws IOException {
    int steps = stepsOf(engine);
    for (int step = 0; step < steps; step++) {
      Path directory = withOldSet(engine, "killed-" + step);
      ForkedJvm.Outcome outcome =
          victim(engine, directory, step).killedAt(line -> line.startsWith(ResetVictim.STOPPED));
      assertThat(outcome.killed()).as("%s at %d", outcome.lines(), step).isTrue();

      checkWhatIsLeft(engine, directory, outcome.lines());
    }
  }

  private int stepsOf(Engine engine) throws IOException {
    Path directory = withOldSet(engine, "unharmed");
    List<String> lines = victim(engine, directory, -1).run().expectSuccess().lines();
    checkWhatIsLeft(engine, directory, lines);
    int steps = (int) lines.stream().filter(line -> Character.isDigit(line.charAt(0))).count();
    assertThat(steps).isGreaterThan(25);
    return steps;
  }

  private static ForkedJvm victim(Engine engine, Path directory, int step) {
    return ForkedJvm.of(
        ResetVictim.class, engine.name(), directory.toString(), Integer.toString(step));
  }

  private Path withOldSet(Engine engine, String name) {
    Path directory = root.resolve(engine.name()).resolve(name);
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, engine::open)) {
      keystore.put(Samples.numbered(0, ResetVictim.OLD_SIZE));
    }
    return directory;
  }

  private static void checkWhatIsLeft(Engine engine, Path directory, List<String> lines)
      throws IOException {
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, engine::open)) {
      Set<Multihash> left = Samples.contents(keystore);
      if (lines.contains("committed")) {
        assertThat(left).as("%s", lines).isEqualTo(newSet());
      } else if (!lines.contains("put")) {
        assertThat(left).as("%s", lines).isIn(oldSet(), Samples.union(oldSet(), PUT));
      } else if (!lines.contains("deleted")) {
        assertThat(left).as("%s", lines).isIn(Samples.union(oldSet(), PUT), changedOldSet());
      } else {
        assertThat(left).as("%s", lines).isIn(changedOldSet(), newSet());
      }
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .as("%s", lines)
            .containsExactlyInAnyOrder("meta", keystore.generation());
      }
      assertThat(keystore.leftovers()).isEmpty();
      try (Reset reset = keystore.reset()) {
        reset.feed(PUT);
        reset.commit();
      }
      assertThat(Samples.contents(keystore)).containsExactlyInAnyOrderElementsOf(PUT);
    }
  }

  private static Set<Multihash> oldSet() {
    return Samples.union(Samples.numbered(0, ResetVictim.OLD_SIZE));
  }

  private static Set<Multihash> changedOldSet() {
    Set<Multihash> changed = Samples.union(oldSet(), PUT);
    changed.removeAll(DELETED);
    return changed;
  }

  private static Set<Multihash> newSet() {
    Set<Multihash> fresh =
        Samples.union(Samples.numbered(ResetVictim.NEW_FROM, ResetVictim.NEW_TO), PUT);
    fresh.removeAll(DELETED);
    return fresh;
  }
}
