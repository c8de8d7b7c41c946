package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.testkit.Step.Ask;
import dev.cairn.testkit.Step.Reopen;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Datastore} does in the course of scripts made by chance: what a sorted map
 * does. A script that fails is made as small as it can be, and shown as lines of code, with the
 * seed that makes the whole of it again.
 */
public abstract class ScriptContract extends DatastoreFixture {

  private static final int SCRIPTS = 12;
  private static final int LENGTH = 120;

  private int runs;

  /** Creates the contract for one test. */
  protected ScriptContract() {}

  @Test
  void scripts_made_by_chance_do_what_they_do_to_a_sorted_map() {
    long seed = Seeds.seed();
    Script.Abilities abilities = abilities();
    for (int number = 0; number < SCRIPTS; number++) {
      Script script = Script.random(new Random(seed + number), LENGTH, abilities);
      Optional<AssertionError> failure = failure(script);
      if (failure.isPresent()) {
        throw report(seed, script, failure.get());
      }
    }
  }

  private Script.Abilities abilities() {
    try (Datastore probe = openAt("probe")) {
      return new Script.Abilities(
          probe.capability(Batching.class).isPresent(), persistent(), this::supports);
    }
  }

  private AssertionError report(long seed, Script script, AssertionError first) {
    Script smallest = script.shrunk(smaller -> failure(smaller).isPresent());
    AssertionError failure = failure(smallest).orElse(first);
    return new AssertionError(
        "%s%n%nafter these %d steps, to which the %d of -D%s=%d were shrunk:%n%n%s%n"
            .formatted(
                failure.getMessage(),
                smallest.steps().size(),
                script.steps().size(),
                Seeds.PROPERTY,
                seed,
                smallest),
        failure);
  }

  /** Runs a script on an empty store; returns how the store failed, if it did. */
  private Optional<AssertionError> failure(Script script) {
    String directory = "run-" + runs++;
    Map<Key, byte[]> model = new TreeMap<>();
    Datastore store = openAt(directory);
    try {
      for (Step step : script.steps()) {
        if (step instanceof Reopen) {
          store.close();
          store = openAt(directory);
        } else {
          step.run(store);
        }
        step.apply(model);
        if (step instanceof Ask ask) {
          assertAnswers(store, model, ask.query());
        }
      }
      assertHoldsExactly(store, model);
      return Optional.empty();
    } catch (AssertionError e) {
      return Optional.of(e);
    } catch (RuntimeException e) {
      return Optional.of(new AssertionError("a step threw " + e, e));
    } finally {
      store.close();
    }
  }

  private static void assertHoldsExactly(Datastore store, Map<Key, byte[]> model) {
    assertAnswers(store, model, Query.all().orderedBy(Order.KEY));
    model.forEach((key, value) -> DatastoreContract.assertHolds(store, key, value));
  }

  private static void assertAnswers(Datastore store, Map<Key, byte[]> model, Query query) {
    List<Shown> found = Shown.all(store.query(query));
    if (query.orders().isEmpty()) {
      found.sort(Comparator.comparing(Shown::key));
    }
    assertThat(found).as(query.toString()).isEqualTo(NaiveQuery.answer(query, model));
  }
}
