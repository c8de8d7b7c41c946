package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Properties belong to a whole JVM, so each case has one of its own. */
class SeedsTest {

  @Test
  void a_seed_that_was_printed_repeats_the_run() {
    ForkedJvm chance = ForkedJvm.of(Chance.class);
    ForkedJvm.Outcome first = chance.run().expectSuccess();
    assertThat(first.errors())
        .first()
        .asString()
        .matches("-Dcairn.seed=-?\\d+ repeats .*Chance.main");
    String seed = first.errors().get(0).replaceAll("-Dcairn.seed=(-?\\d+) .*", "$1");

    ForkedJvm.Outcome again = chance.withProperty(Seeds.PROPERTY, seed).run().expectSuccess();

    assertThat(again.lines()).first().isEqualTo(first.lines().get(0));
    assertThat(again.lines().get(1)).isEqualTo(again.lines().get(0));
  }

  @Test
  void without_the_property_each_seed_is_another() {
    Set<Long> seeds = new HashSet<>(Arrays.asList(Seeds.seed(), Seeds.seed(), Seeds.seed()));

    assertThat(seeds).hasSize(System.getProperty(Seeds.PROPERTY) == null ? 3 : 1);
  }

  @Test
  void a_seed_that_is_no_number_is_refused() {
    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Chance.class).withProperty(Seeds.PROPERTY, "chance").run();

    assertThat(outcome.exitCode()).isNotZero();
    assertThat(String.join("\n", outcome.errors())).contains("NumberFormatException", "chance");
  }

  /** Prints two random numbers, each from a seed of its own. */
  static final class Chance {
    private Chance() {}

    @SuppressWarnings("SystemOut") // what it is for
    public static void main(String[] arguments) {
      System.out.println(Seeds.random().nextLong());
      System.out.println(Seeds.random().nextLong());
    }
  }
}
