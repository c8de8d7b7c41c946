package dev.cairn.testkit;

import dev.cairn.datastore.Key;
import dev.cairn.testkit.Step.Ask;
import dev.cairn.testkit.Step.Batched;
import dev.cairn.testkit.Step.Reopen;
import dev.cairn.testkit.Step.Sync;
import dev.cairn.testkit.Step.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is done to a store, step by step; made by chance, and made smaller where it shows a failure.
 */
record Script(List<Step> steps) {

  Script {
    steps = List.copyOf(steps);
  }

  /** What a store can take part in. */
  record Abilities(boolean batches, boolean reopening, Predicate<Key> keys) {}

  static Script random(Random random, int length, Abilities abilities) {
    List<Step> steps = new ArrayList<>();
    while (steps.size() < length) {
      steps.add(randomStep(random, abilities));
    }
    return new Script(steps);
  }

  private static Step randomStep(Random random, Abilities abilities) {
    int kind = random.nextInt(20);
    if (kind < 3 && abilities.batches()) {
      List<Write> writes = new ArrayList<>();
      for (int count = random.nextInt(6); count > 0; count--) {
        writes.add(randomWrite(random, abilities));
      }
      return new Batched(writes, random.nextInt(4) == 0 ? Batched.End.DISCARD : Batched.End.COMMIT);
    } else if (kind == 3) {
      return new Sync(RandomQueries.key(random));
    } else if (kind == 4 && abilities.reopening()) {
      return new Reopen();
    } else if (kind < 9) {
      return new Ask(RandomQueries.query(random));
    }
    return randomWrite(random, abilities);
  }

  private static Write randomWrite(Random random, Abilities abilities) {
    Key key = RandomQueries.key(random);
    while (!abilities.keys().test(key)) {
      key = RandomQueries.key(random);
    }
    boolean delete = random.nextInt(3) == 0;
    return new Write(key, delete ? null : Samples.bytes(random, random.nextInt(6)));
  }

  /**
   * Returns a script that fails, too, and of which no step can be left out, nor made simpler.
   *
   * @param fails whether a script shows the failure
   */
  Script shrunk(Predicate<Script> fails) {
    Script smallest = this;
    Script smaller = smallest.smallerOnce(fails);
    while (!smaller.equals(smallest)) {
      smallest = smaller;
      smaller = smallest.smallerOnce(fails);
    }
    return smallest;
  }

  /** Leaves out as long stretches as it can, and then simplifies each step that is left. */
  private Script smallerOnce(Predicate<Script> fails) {
    Script smallest = this;
    for (int stretch = Math.max(1, steps.size() / 2); stretch > 0; stretch /= 2) {
      for (int from = 0; from < smallest.steps.size(); ) {
        Script smaller = smallest.without(from, Math.min(from + stretch, smallest.steps.size()));
        if (fails.test(smaller)) {
          smallest = smaller;
        } else {
          from += stretch;
        }
      }
    }
    return smallest.simplerOnce(fails);
  }

  private Script without(int from, int to) {
    List<Step> fewer = new ArrayList<>(steps);
    fewer.subList(from, to).clear();
    return new Script(fewer);
  }

  private Script simplerOnce(Predicate<Script> fails) {
    for (int i = 0; i < steps.size(); i++) {
      for (Step simpler : steps.get(i).simpler()) {
        List<Step> changed = new ArrayList<>(steps);
        changed.set(i, simpler);
        Script script = new Script(changed);
        if (fails.test(script)) {
          return script;
        }
      }
    }
    return this;
  }

  /** The lines of code that do the same. */
  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
  }
}
