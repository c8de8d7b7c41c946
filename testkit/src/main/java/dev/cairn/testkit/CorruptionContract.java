package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a store does with files in which bits are flipped: it says so, or it shows what was put;
 * never anything else, nothing less in silence, and never the end of the process.
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

  @Test
  void a_flipped_bit_in_a_file_is_an_exception_and_never_a_silent_loss() {
    assertBearsDamage(ROUNDS);
  }

  @Test
  @Tag("soak")
  void bits_may_flip_in_each_kind_of_file_any_number_of_times() {
    assertBearsDamage(MANY_ROUNDS);
  }

  private void assertBearsDamage(int rounds) {
    List<String> patterns = damageable();
    assumeTrue(!patterns.isEmpty(), "the store has no files in which bits could flip");
    long seed = Seeds.seed();
    try (Datastore store = openAt("store")) {
      Damage.earlierContents(seed).forEach(store::put);
    }
    openAt("store").close(); // what lay in the log is a table now
    try (Datastore store = openAt("store")) {
      Damage.laterContents(seed).forEach(store::put);
    }

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(
                DamagedReader.class,
                Stream.concat(
                        Stream.of(
                            nameForForks(),
                            directory("store").toString(),
                            Long.toString(seed),
                            Integer.toString(rounds)),
                        patterns.stream())
                    .toArray(String[]::new))
            .run()
            .expectSuccess();

    int found = Integer.parseInt(outcome.lines().get(outcome.lines().size() - 1));
    assertThat(found)
        .as("rounds of %d in which the damage showed", rounds * patterns.size())
        .isPositive();
  }
}
