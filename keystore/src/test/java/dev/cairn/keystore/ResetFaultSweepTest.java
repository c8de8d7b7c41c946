package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.keystore.FakeDisk.Loading;
import dev.cairn.keystore.FakeDisk.UnsyncedMarker;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.keystore.Steps.Killed;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets every physical operation of a keystore's life go wrong, one after the other. */
class ResetFaultSweepTest {

  /** So little that each feed becomes a file. */
  private static final KeystoreOptions SORTING_IN_FILES =
      KeystoreOptions.defaults().withResetMemory(1);

  private final Steps steps = new Steps();

  @ParameterizedTest
  @EnumSource(Loading.class)
  void an_error_at_any_step_leaves_the_old_or_the_new_set_and_a_keystore_that_works(
      Loading loading) {
    for (int step = 0; step < stepsWithoutFault(loading); step++) {
      FakeDisk disk = new FakeDisk(steps, loading);
      Life life = new Life(disk);
      steps.plan(Failure.ERROR, step);
      try {
        life.live();
      } catch (DatastoreException expected) {
        assertThat(expected).hasStackTraceContaining("injected: ");
      }

      String moment = steps.passed().get(step);
      steps.plan(Failure.NONE, 0);
      ResettableKeystore keystore = life.keystore;
      if (keystore != null && !life.closing) {
        assertThat(Samples.contents(keystore)).as(moment).isIn(life.allowed);
        life.allowed = Set.of(checkItWorks(keystore, moment));
        keystore.close();
      }
      checkTheDisk(disk, moment, life.allowed);
    }
  }

  @ParameterizedTest
  @EnumSource(Loading.class)
  void an_error_at_any_step_and_then_loss_of_power_leaves_the_old_or_the_new_set(Loading loading) {
    for (UnsyncedMarker unsynced : UnsyncedMarker.values()) {
      for (int step = 0; step < stepsWithoutFault(loading); step++) {
        FakeDisk disk = new FakeDisk(steps, loading);
        Life life = new Life(disk);
        steps.plan(Failure.ERROR, step);
        try {
          life.live();
        } catch (DatastoreException expected) {
          assertThat(expected).hasStackTraceContaining("injected: ");
        }
        String moment = steps.passed().get(step);
        disk.losePower(unsynced);

        checkTheDisk(disk, moment, life.allowed);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Loading.class)
  void a_process_that_dies_at_any_step_leaves_the_old_or_the_new_set(Loading loading) {
    for (int step = 0; step < stepsWithoutFault(loading); step++) {
      FakeDisk disk = new FakeDisk(steps, loading);
      Life life = dieAt(step, disk);

      checkTheDisk(disk, lastMoment(), life.allowed);
    }
  }

  @ParameterizedTest
  @EnumSource(Loading.class)
  void loss_of_power_at_any_step_leaves_the_old_or_the_new_set(Loading loading) {
    for (UnsyncedMarker unsynced : UnsyncedMarker.values()) {
      for (int step = 0; step < stepsWithoutFault(loading); step++) {
        FakeDisk disk = new FakeDisk(steps, loading);
        Life life = dieAt(step, disk);
        disk.losePower(unsynced);

        checkTheDisk(disk, lastMoment(), life.allowed);
      }
    }
  }

  @Test
  void a_life_without_faults_leaves_nothing_open() {
    FakeDisk disk = new FakeDisk(steps);
    new Life(disk).live();

    assertThat(disk.openStores()).isZero();
    assertThat(disk.names()).hasSize(1);
  }

  private int stepsWithoutFault(Loading loading) {
    steps.plan(Failure.NONE, 0);
    new Life(new FakeDisk(steps, loading)).live();
    int count = steps.passed().size();
    assertThat(count).isGreaterThan(60);
    return count;
  }

  private Life dieAt(int step, FakeDisk disk) {
    Life life = new Life(disk);
    steps.plan(Failure.DEATH, step);
    try {
      life.live();
      throw new AssertionError("it did not die");
    } catch (Killed expected) {
      return life;
    }
  }

  private String lastMoment() {
    List<String> passed = steps.passed();
    return passed.get(passed.size() - 1);
  }

  /** Opens what is on the disk, as the next process would. */
  private void checkTheDisk(FakeDisk disk, String moment, Set<Set<Multihash>> allowed) {
    steps.plan(Failure.NONE, 0);
    try (ResettableKeystore keystore = disk.open()) {
      assertThat(Samples.contents(keystore)).as(moment).isIn(allowed);
      assertThat(disk.names()).as(moment).containsExactly(keystore.generation());
      assertThat(keystore.leftovers()).as(moment).isEmpty();
      assertThat(checkItWorks(keystore, moment)).hasSize(10);
      assertThat(disk.names()).as(moment).containsExactly(keystore.generation());
    }
  }

  /** Uses the keystore, and returns what is in it afterwards. */
  private static Set<Multihash> checkItWorks(ResettableKeystore keystore, String moment) {
    List<Multihash> more = Samples.numbered(1000, 1010);
    keystore.put(more);
    try (Reset reset = keystore.reset()) {
      reset.feed(more);
      reset.commit();
    }
    assertThat(Samples.contents(keystore)).as(moment).containsExactlyInAnyOrderElementsOf(more);
    return Samples.union(more);
  }

  /** What a keystore may go through, and what it may hold at each moment. */
  private static final class Life {
    private final FakeDisk disk;
    private @Nullable ResettableKeystore keystore;
    private boolean closing;
    private Set<Multihash> active = Set.of();
    private Set<Set<Multihash>> allowed = Set.of(Set.of());

    Life(FakeDisk disk) {
      this.disk = disk;
    }

    void live() {
      ResettableKeystore opened = disk.open(SORTING_IN_FILES);
      keystore = opened;
      put(opened, Samples.numbered(0, 60));
      reset(opened);
      put(opened, Samples.numbered(200, 203));
      becomes(Set.of(), opened::empty);
      put(opened, Samples.numbered(300, 305));
      closing = true;
      opened.close();
    }

    private void reset(ResettableKeystore opened) {
      try (Reset reset = opened.reset()) {
        reset.feed(Samples.numbered(30, 90));
        put(opened, Samples.numbered(100, 105));
        delete(opened, Samples.numbered(35, 40));
        reset.feed(Samples.numbered(35, 95));
        put(opened, Samples.numbered(36, 37));
        Set<Multihash> fresh =
            Samples.union(
                Samples.numbered(30, 35),
                Samples.numbered(36, 37),
                Samples.numbered(40, 95),
                Samples.numbered(100, 105));
        commit(reset, fresh);
      }
    }

    /**
     * A failed commit leaves the old set exactly, and one that only cannot clean up the new one.
     */
    private void commit(Reset reset, Set<Multihash> fresh) {
      Set<Multihash> old = active;
      try {
        becomes(fresh, reset::commit);
      } catch (ResetCleanupException e) {
        allowed = Set.of(fresh);
        throw e;
      } catch (DatastoreException e) {
        allowed = Set.of(old);
        throw e;
      }
    }

    private void put(ResettableKeystore opened, List<Multihash> multihashes) {
      becomes(
          Samples.union(active, multihashes),
          () -> {
            opened.put(multihashes);
            opened.sync();
          });
    }

    private void delete(ResettableKeystore opened, List<Multihash> multihashes) {
      Set<Multihash> without = Samples.union(active);
      without.removeAll(multihashes);
      becomes(
          without,
          () -> {
            opened.delete(multihashes);
            opened.sync();
          });
    }

    private void becomes(Set<Multihash> set, Runnable change) {
      allowed = Set.of(active, set);
      change.run();
      active = set;
      allowed = Set.of(set);
    }
  }
}
