package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A contract that no store could break would be worth nothing: here are stores that break it. */
class BrokenStoresTest {

  @ParameterizedTest
  @MethodSource("bugs")
  void a_planted_bug_is_caught(PlantedBug bug, @TempDir Path directory) throws IOException {
    if (bug == StoredBug.FORGETS_WHAT_DOES_NOT_FIT) {
      RamDisk.mountedAt(directory.resolve("disk"), 1 << 20).close(); // or this is skipped as well
    }
    assertThat(failuresOf(bug, bug.caughtBy())).isEqualTo(bug.caughtBy());
  }

  static Stream<PlantedBug> bugs() {
    return Stream.<PlantedBug[]>of(
            ValueBug.values(),
            QueryBug.values(),
            LifecycleBug.values(),
            BatchBug.values(),
            RefusalBug.values(),
            ConcurrencyBug.values(),
            StoredBug.values(),
            CapabilityBug.values())
        .flatMap(Stream::of);
  }

  @Test
  void a_store_that_forgets_is_caught_by_opening_it_again() {
    Set<String> opening = Set.of("a_store_opened_again_holds_what_it_held");

    assertThat(failuresOf(new Forgetful(), opening)).isEqualTo(opening);
  }

  @ParameterizedTest
  @EnumSource(NoBug.class)
  void without_a_bug_none_of_those_tests_fails(NoBug none) {
    Set<String> tests = new HashSet<>();
    bugs().filter(bug -> isLike(bug, none)).forEach(bug -> tests.addAll(bug.caughtBy()));

    assertThat(failuresOf(none, tests)).isEmpty();
  }

  /** Whether a bug is planted in a store like the one in which there is none. */
  private static boolean isLike(PlantedBug bug, NoBug none) {
    return switch (none) {
      case PLAIN -> !bug.persistent();
      case JOURNAL ->
          bug instanceof StoredBug
              && !bug.caughtBy().toString().contains("flipped_bit")
              && !bug.caughtBy().toString().contains("missing_file")
              && bug != StoredBug.LOCKS_NOTHING;
      case ABLE -> bug instanceof CapabilityBug;
    };
  }

  private static Set<String> failuresOf(PlantedBug bug, Set<String> tests) {
    PlantedEngine.bug = bug;
    try {
      return ContractRun.failuresOf(PlantedEngine.class, tests);
    } finally {
      PlantedEngine.bug = NoBug.PLAIN;
    }
  }

  /** In memory, and it says that it is not. */
  private static final class Forgetful implements PlantedBug {
    @Override
    public Broken open(Path directory) {
      return new Broken();
    }

    @Override
    public boolean persistent() {
      return true;
    }

    @Override
    public Set<String> caughtBy() {
      return Set.of();
    }
  }

  @Test
  void a_store_that_holds_a_whole_listing_is_caught_by_the_size_of_its_heap() {
    assertThat(
            ContractRun.failuresOf(
                Hoarding.class, Set.of("a_listing_of_more_than_the_heap_can_hold_streams")))
        .isNotEmpty();
  }

  /** Holds everything in memory, and says that it holds a million entries in a small heap. */
  static final class Hoarding extends ListingContract {
    @Override
    protected JournalDatastore open(Path directory) {
      return JournalDatastore.open(directory, JournalDatastore.Care.WHOLE);
    }
  }
}
