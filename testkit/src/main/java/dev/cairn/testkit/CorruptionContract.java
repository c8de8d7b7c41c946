package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a store does with files in which bits are flipped, that are empty or not there: it says so,
 * or it shows what was put; never anything else, nothing less in silence, and never the end of the
 * process.
 */
public abstract class CorruptionContract extends DatastoreFixture {

  private static final int ROUNDS = 40;
  private static final int MANY_ROUNDS = 200;

  /** Creates the contract for one test. */
  protected CorruptionContract() {}

  /**
   * {@return patterns for the names of the files to damage, such as {@code *.sst}, one for each
   * kind; none where the store has no files in which a bit could flip}
   */
  protected abstract List<String> damageable();

  /**
   * {@return a pattern for the names of the files that the engine only appends to: of an empty one
   * it cannot know whether it lost more than a loss of power takes}
   */
  protected Optional<String> logs() {
    return Optional.empty();
  }

  @Test
  void a_flipped_bit_in_a_file_is_an_exception_and_never_a_silent_loss() {
    assertThat(showsDamage(Damage.Kind.FLIPPED_BITS, ROUNDS, damageable()))
        .as("damage that showed")
        .isPositive();
  }

  @Test
  @Tag("soak")
  void bits_may_flip_in_each_kind_of_file_any_number_of_times() {
    assertThat(showsDamage(Damage.Kind.FLIPPED_BITS, MANY_ROUNDS, damageable()))
        .as("damage that showed")
        .isPositive();
  }

  @Test
  void a_missing_file_is_an_exception_and_never_a_silent_loss() {
    assertThat(showsDamage(Damage.Kind.MISSING, 1, damageable()))
        .as("missing files that showed")
        .isPositive();
  }

  @Test
  void an_empty_file_is_an_exception_and_never_a_silent_loss() {
    List<String> filled = new ArrayList<>(damageable());
    logs().ifPresent(filled::remove);
    assertThat(showsDamage(Damage.Kind.EMPTY, 1, filled))
        .as("empty files that showed")
        .isPositive();
  }

  /** Returns in how many damaged copies of a store the damage showed; in the others none did. */
  private int showsDamage(Damage.Kind kind, int rounds, List<String> patterns) {
    assumeTrue(!patterns.isEmpty(), "the store has no files that could be damaged");
    long seed = Seeds.seed();
    try (Datastore store = openAt("store")) {
      Damage.earlierContents(seed).forEach(store::put);
    }
    openAt("store").close(); // what lay in the log is a table now
    try (Datastore store = openAt("store")) {
      Damage.laterContents(seed).forEach(store::put);
    }

    List<String> lines =
        ForkedJvm.of(
                DamagedReader.class,
                Stream.concat(
                        Stream.of(
                            nameForForks(),
                            directory("store").toString(),
                            Long.toString(seed),
                            kind.name(),
                            Integer.toString(rounds)),
                        patterns.stream())
                    .toArray(String[]::new))
            .run()
            .expectSuccess()
            .lines();
    return Integer.parseInt(lines.get(lines.size() - 1));
  }
}
