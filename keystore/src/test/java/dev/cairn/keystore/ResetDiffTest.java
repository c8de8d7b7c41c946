package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reset changed is told exactly, whatever happens afterwards. */
class ResetDiffTest {

  private static final List<Multihash> OLD = Samples.numbered(0, 50);
  private static final List<Multihash> FED = Samples.numbered(30, 90);

  private final Steps steps = new Steps();
  private final FakeDisk disk = new FakeDisk(steps);

  private static ResetDiff resetAndCompare(ResettableKeystore keystore, List<Multihash> fed) {
    try (Reset reset = keystore.reset()) {
      reset.feed(fed);
      return reset.commitAndCompare();
    }
  }

  @ParameterizedTest
  @EnumSource
  void both_sets_are_compared_as_they_were_at_the_commit(Engine engine, @TempDir Path directory) {
    try (ResettableKeystore keystore = ResettableKeystore.open(directory, engine::open)) {
      keystore.put(OLD);
      try (ResetDiff diff = resetAndCompare(keystore, FED)) {
        keystore.put(Samples.numbered(500, 600));
        keystore.delete(Samples.numbered(40, 95));

        assertThat(diff.result().before()).isEqualTo(50);
        assertThat(diff.result().after()).isEqualTo(60);
        assertThat(diff.counts()).isEqualTo(new ResetDiff.Counts(40, 30, 20));
        assertThat(diff.added().toList())
            .containsExactlyInAnyOrderElementsOf(Samples.numbered(50, 90))
            .isSortedAccordingTo(Comparator.comparing(KademliaId::of));
        assertThat(diff.removed().toList())
            .containsExactlyInAnyOrderElementsOf(Samples.numbered(0, 30))
            .isSortedAccordingTo(Comparator.comparing(KademliaId::of));
      }
      assertThat(directory).isDirectoryNotContaining("glob:**gen-1");
      assertThat(Samples.contents(keystore)).hasSize(110);
    }
  }

  @Test
  void changes_during_the_reset_are_on_both_sides() {
    try (ResettableKeystore keystore = disk.open();
        Reset reset = keystore.reset()) {
      keystore.put(OLD);
      reset.feed(FED);
      keystore.delete(Samples.numbered(45, 55));
      try (ResetDiff diff = reset.commitAndCompare()) {
        assertThat(diff.removed().toList()).isEmpty();
        assertThat(diff.counts()).isEqualTo(new ResetDiff.Counts(35, 0, 45));
      }
    }
  }

  @Test
  void sets_that_are_equal_or_empty_or_apart_are_compared_too() {
    try (ResettableKeystore keystore = disk.open()) {
      try (ResetDiff both = resetAndCompare(keystore, List.of())) {
        assertThat(both.counts()).isEqualTo(new ResetDiff.Counts(0, 0, 0));
      }
      try (ResetDiff first = resetAndCompare(keystore, OLD)) {
        assertThat(first.counts()).isEqualTo(new ResetDiff.Counts(50, 0, 0));
      }
      try (ResetDiff same = resetAndCompare(keystore, OLD)) {
        assertThat(same.counts()).isEqualTo(new ResetDiff.Counts(0, 0, 50));
        assertThat(same.added().hasNext()).isFalse();
        assertThatThrownBy(() -> same.removed().next()).isInstanceOf(NoSuchElementException.class);
      }
      try (ResetDiff apart = resetAndCompare(keystore, Samples.numbered(100, 103))) {
        assertThat(apart.counts()).isEqualTo(new ResetDiff.Counts(3, 50, 0));
      }
      try (ResetDiff none = resetAndCompare(keystore, List.of())) {
        assertThat(none.counts()).isEqualTo(new ResetDiff.Counts(0, 3, 0));
      }
      assertThat(disk.names()).containsExactly(keystore.generation());
    }
  }

  @Test
  void a_comparison_keeps_the_old_set_until_it_is_closed() {
    try (ResettableKeystore keystore = disk.open()) {
      keystore.put(OLD);
      ResetDiff diff = resetAndCompare(keystore, FED);
      assertThat(diff.result().bytesFreed()).isEmpty();
      assertThat(disk.names()).containsExactly("gen-1", "gen-2");
      try (Reset next = keystore.reset()) {
        next.commit();
      }
      assertThat(diff.counts()).isEqualTo(new ResetDiff.Counts(40, 30, 20));

      diff.close();
      diff.close();

      assertThat(disk.names()).containsExactly("gen-3");
      assertThat(disk.openStores()).isOne();
      assertThatThrownBy(diff::counts).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(diff::removed).isInstanceOf(DatastoreClosedException.class);
      assertThat(diff.result().generation()).isEqualTo("gen-2");
    }
  }

  @Test
  void closing_the_keystore_closes_a_comparison() {
    ResettableKeystore keystore = disk.open();
    keystore.put(OLD);
    ResetDiff diff = resetAndCompare(keystore, FED);

    keystore.close();

    assertThatThrownBy(diff::counts).isInstanceOf(DatastoreClosedException.class);
    diff.close();
    assertThat(disk.names()).containsExactly("gen-2");
    assertThat(disk.openStores()).isZero();
  }

  @Test
  void a_reset_that_fails_compares_nothing_and_keeps_the_old_set() {
    try (ResettableKeystore keystore = disk.open()) {
      keystore.put(OLD);
      steps.plan(Failure.ERROR, "write marker 2");

      assertThatThrownBy(() -> resetAndCompare(keystore, FED))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("write marker 2");

      assertThat(Samples.contents(keystore)).isEqualTo(Samples.union(OLD));
      assertThat(disk.names()).containsExactly("gen-1");
      assertThat(disk.openStores()).isOne();
    }
  }
}
