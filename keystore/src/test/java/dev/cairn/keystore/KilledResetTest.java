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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks at what a process leaves that is killed during a reset: at every step by a copy of its
 * files, and at some by SIGKILL.
 */
class KilledResetTest {

  private static final List<Multihash> PUT =
      Samples.numbered(ResetVictim.PUT_MEANWHILE, ResetVictim.PUT_MEANWHILE + 10);
  private static final List<Multihash> DELETED =
      Samples.numbered(ResetVictim.DELETED_MEANWHILE, ResetVictim.DELETED_MEANWHILE + 10);

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource
  void what_lies_on_the_disk_at_any_step_of_a_reset_is_the_old_or_the_new_set(Engine engine)
      throws IOException {
    Path directory = withOldSet(engine, "unharmed");
    List<String> lines =
        victim(engine, directory, ResetVictim.NOWHERE).run().expectSuccess().lines();
    checkWhatIsLeft(engine, directory, lines);

    int step = 0;
    for (int line = 0; line < lines.size(); line++) {
      if (Character.isDigit(lines.get(line).charAt(0))) {
        Path copy = ResetVictim.copyAt(directory, step++);
        checkWhatIsLeft(engine, copy, lines.subList(0, line + 1));
      }
    }
    assertThat(step).isGreaterThan(25);
  }

  @ParameterizedTest
  @CsvSource({
    "LEVELDB, committed to gen-2",
    "LEVELDB, half written marker 2",
    "LEVELDB, half destroyed gen-1",
    "ROCKSDB, created gen-2",
    "ROCKSDB, loaded into gen-2",
    "ROCKSDB, written marker 2"
  })
  void a_process_killed_in_a_reset_leaves_the_old_or_the_new_set(Engine engine, String step)
      throws IOException {
    Path directory = withOldSet(engine, "killed");

    ForkedJvm.Outcome outcome =
        victim(engine, directory, step).killedAt(line -> line.startsWith(ResetVictim.STOPPED));

    assertThat(outcome.killed()).as("%s", outcome.lines()).isTrue();
    checkWhatIsLeft(engine, directory, outcome.lines());
  }

  private static ForkedJvm victim(Engine engine, Path directory, String stopAt) {
    return ForkedJvm.of(ResetVictim.class, engine.name(), directory.toString(), stopAt);
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
