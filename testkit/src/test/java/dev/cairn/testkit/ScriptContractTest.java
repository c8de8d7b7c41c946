package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.JournalDatastore.Care;
import dev.cairn.testkit.Step.Batched;
import dev.cairn.testkit.Step.Write;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Scripts made by chance find what is wrong, and show no more of them than is needed. */
class ScriptContractTest {

  @Nested
  class OfAStoreInFiles extends ScriptContract {
    @Override
    protected Datastore open(Path directory) {
      return JournalDatastore.open(directory, Care.WHOLE);
    }
  }

  /** Loses what is put after anything was deleted: it takes two steps to see. */
  private static final class LosesWhatFollowsADelete extends Broken {
    private boolean deleted;

    @Override
    public void delete(Key key) {
      super.delete(key);
      deleted = true;
    }

    @Override
    public void put(Key key, byte[] value) {
      if (!deleted) {
        super.put(key, value);
      }
    }
  }

  static final class Losing extends ScriptContract {
    @Override
    protected Datastore open(Path directory) {
      return new LosesWhatFollowsADelete();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  @Test
  void a_failure_is_shown_as_the_least_script_that_has_it_with_the_seed_of_the_whole() {
    String message = ContractRun.messageOf(Losing.class);

    assertThat(message).contains("after these 2 steps, to which the 120 of -Dcairn.seed=");
    assertThat(message.lines().filter(line -> line.startsWith("store.")).toList())
        .satisfiesExactly(
            first -> assertThat(first).matches("store\\.delete\\(Key\\.of\\(\".*\"\\)\\);"),
            second ->
                assertThat(second)
                    .matches(
                        "store\\.put\\(Key\\.of\\(\".*\"\\), HexFormat\\.of\\(\\)"
                            + "\\.parseHex\\(\"\"\\)\\);"));
  }

  @Test
  void a_seed_makes_the_same_script_again() {
    Script.Abilities all = new Script.Abilities(true, true, key -> true);

    for (long seed = 0; seed < 5; seed++) {
      assertThat(Script.random(new Random(seed), 200, all).toString())
          .isEqualTo(Script.random(new Random(seed), 200, all).toString());
    }
  }

  @Test
  void a_script_has_steps_of_every_kind_that_the_store_can_take_part_in() {
    Script rich = Script.random(new Random(1), 500, new Script.Abilities(true, true, key -> true));
    Script poor =
        Script.random(new Random(1), 500, new Script.Abilities(false, false, key -> !key.isRoot()));

    assertThat(Step.class.getPermittedSubclasses())
        .allSatisfy(kind -> assertThat(rich.steps()).anyMatch(kind::isInstance));
    assertThat(poor.steps())
        .noneMatch(Step.Reopen.class::isInstance)
        .noneMatch(Batched.class::isInstance)
        .noneMatch(step -> step instanceof Write write && write.key().isRoot());
  }

  @Test
  void of_a_shrunk_script_nothing_can_be_left_out() {
    Write guilty = new Write(Key.of("/guilty"), new byte[] {7, 7, 7});
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      List<Step> steps =
          new ArrayList<>(
              Script.random(random, 50, new Script.Abilities(true, true, key -> true)).steps());
      steps.add(random.nextInt(50), guilty);
      steps.add(
          random.nextInt(50),
          new Batched(List.of(guilty, new Write(Key.of("/b"), null)), Batched.End.DISCARD));

      Script shrunk =
          new Script(steps).shrunk(script -> discardsAndPuts(script) && script.steps().size() >= 2);

      assertThat(shrunk.toString().lines())
          .containsExactlyInAnyOrder(
              "store.put(Key.of(\"/guilty\"), HexFormat.of().parseHex(\"\"));",
              "try (Batch batch = store.batch()) {",
              "  // and no commit",
              "}");
    }
  }

  /** Whether a script has a discarded batch, and a put of the guilty key. */
  private static boolean discardsAndPuts(Script script) {
    return script.steps().stream()
            .anyMatch(step -> step instanceof Batched b && b.end() == Batched.End.DISCARD)
        && script.steps().stream()
            .anyMatch(
                step ->
                    step instanceof Write write
                        && write.value() != null
                        && write.key().equals(Key.of("/guilty")));
  }

  @Test
  void no_seed_lets_a_planted_bug_pass() {
    for (int run = 0; run < 3; run++) {
      assertThat(ContractRun.messageOf(Losing.class)).contains("store.delete");
    }
  }
}
