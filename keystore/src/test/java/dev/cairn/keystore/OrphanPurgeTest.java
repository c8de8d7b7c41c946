package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.keystore.FakeDisk.UnsyncedMarker;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.keystore.Steps.Killed;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrphanPurgeTest {

  private static final Key LIVE_MARKER = Key.of("/provider/keystore/active");

  /** What a purge leaves alone, however near it is. */
  private static final List<Key> NEIGHBOURS =
      List.of(
          LIVE_MARKER,
          Key.of("/provider/keystore"),
          Key.of("/provider/keystore/0"),
          Key.of("/provider/keystore/1"),
          Key.of("/provider/keystore/01/x"),
          Key.of("/provider/keystore/2/x"),
          Key.of("/provider/keystoreX/0/x"),
          Key.of("/provider/key/0/x"),
          Key.of("/providers/0/x"),
          Key.of("/0/x"));

  private final FaultyDatastore store = new FaultyDatastore(new MemoryDatastore());
  private final OrphanPurge purge = OrphanPurge.of(store);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 10_000})
  void all_orphans_go_and_nothing_else(int orphans) {
    NEIGHBOURS.forEach(key -> store.put(key, key.toBytes()));
    plant(store, orphans);

    assertThat(purge.run(CancellationToken.never()).keys()).isEqualTo(orphans);

    List<Key> left = new ArrayList<>(NEIGHBOURS);
    left.add(OrphanPurge.MARK);
    assertThat(keys(store)).containsExactlyInAnyOrderElementsOf(left);
    assertThat(store.get(LIVE_MARKER)).hasValue(LIVE_MARKER.toBytes());
  }

  @Test
  void keys_go_in_batches_each_of_which_is_made_durable() {
    plant(store, 10_000);
    List<Long> told = new ArrayList<>();

    purge.run(CancellationToken.never(), told::add);

    assertThat(told).containsExactly(4096L, 5000L, 9096L, 10_000L);
    assertThat(store.calls(Operation.COMMIT)).isEqualTo(4);
  }

  @Test
  void without_orphans_no_batch_is_made_and_the_mark_is_written_once() {
    purge.run(CancellationToken.never());
    purge.run(CancellationToken.never());

    assertThat(store.calls(Operation.BATCH)).isZero();
    assertThat(store.calls(Operation.PUT)).isEqualTo(1);
    assertThat(purge.isNeeded()).isFalse();
  }

  @Test
  void a_store_that_was_never_looked_at_needs_it() {
    assertThat(purge.isNeeded()).isTrue();
  }

  @Test
  void a_cancelled_purge_is_not_marked_as_done_and_the_next_one_goes_on() {
    plant(store, 10_000);
    List<Long> told = new ArrayList<>();

    assertThatThrownBy(() -> purge.run(() -> told.size() == 2, told::add))
        .isInstanceOf(CancelledException.class);

    assertThat(Datastores.count(store, Query.below(Key.of("/provider")))).isEqualTo(5000);
    assertThat(purge.isNeeded()).isTrue();
    assertThat(OrphanPurge.of(store).run(CancellationToken.never()).keys()).isEqualTo(5000);
    assertThat(purge.isNeeded()).isFalse();
  }

  @Test
  void a_purge_that_fails_is_tried_again() {
    plant(store, 5000);
    store.failAt(Operation.COMMIT, 2, () -> new DatastoreException("the disk is gone"));

    assertThatThrownBy(() -> purge.run(CancellationToken.never())).hasMessage("the disk is gone");

    assertThat(purge.isNeeded()).isTrue();
    assertThat(purge.run(CancellationToken.never()).keys()).isEqualTo(2500);
    assertThat(purge.isNeeded()).isFalse();
  }

  @Test
  void what_an_older_version_leaves_after_a_downgrade_is_purged_again() {
    plant(store, 10);
    purge.run(CancellationToken.never());
    assertThat(purge.isNeeded()).isFalse();
    plant(store, 20);

    assertThat(purge.isNeeded()).isTrue();
    assertThat(purge.run(CancellationToken.never()).keys()).isEqualTo(20);
    assertThat(purge.isNeeded()).isFalse();
  }

  @Test
  void the_range_is_compacted_before_the_purge_is_done_also_by_the_next_one() {
    plant(store, 10);
    Compacted compacted = new Compacted(store);
    compacted.failure = new DatastoreException("no room to compact in");
    assertThatThrownBy(() -> OrphanPurge.of(compacted).run(CancellationToken.never()))
        .isSameAs(compacted.failure);
    assertThat(keys(store)).containsExactly(OrphanPurge.MARK);
    assertThat(purge.isNeeded()).isTrue();
    compacted.failure = null;

    OrphanPurge.of(compacted).run(CancellationToken.never());

    assertThat(compacted.ranges)
        .containsExactly(
            KeyRange.below(Key.of("/provider/keystore/0")).toString(),
            KeyRange.below(Key.of("/provider/keystore/1")).toString());
    assertThat(purge.isNeeded()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void the_room_that_orphans_took_is_free_afterwards(Engine engine, @TempDir Path directory) {
    try (Batching disk = engine.open(directory)) {
      plantBytes(disk, 20_000);
      disk.sync(Key.ROOT);
      if (disk.capability(Compaction.class).isPresent()) {
        disk.capability(Compaction.class).get().compact(KeyRange.ALL);
      }

      PurgeResult result = OrphanPurge.of(disk).run(CancellationToken.never());

      assertThat(result.keys()).isEqualTo(20_000);
      assertThat(result.bytesFreed().orElseThrow()).isGreaterThan(20_000 * 100);
    }
  }

  @Test
  void wherever_the_process_dies_or_the_power_goes_the_next_purge_completes_it() {
    for (int step = 0; step < stepsWithoutDeath(); step++) {
      for (boolean powerLost : new boolean[] {false, true}) {
        Steps steps = new Steps();
        FakeDisk disk = orphaned(steps);
        steps.plan(Failure.DEATH, step);
        assertThatThrownBy(() -> purge(disk)).isInstanceOf(Killed.class);
        if (powerLost) {
          disk.losePower(UnsyncedMarker.LOST);
        }
        steps.plan(Failure.NONE, 0);

        purge(disk);

        assertThat(keys(disk.factory().open("gen-1")))
            .as("after death at %d", step)
            .containsExactly(OrphanPurge.MARK, LIVE_MARKER);
      }
    }
  }

  private static int stepsWithoutDeath() {
    Steps steps = new Steps();
    FakeDisk disk = orphaned(steps);
    steps.plan(Failure.NONE, 0);
    purge(disk);
    assertThat(steps.passed()).hasSizeGreaterThan(8);
    return steps.passed().size();
  }

  private static FakeDisk orphaned(Steps steps) {
    FakeDisk disk = new FakeDisk(steps);
    try (Batching shared = disk.factory().create("gen-1")) {
      plant(shared, 5000);
      shared.put(LIVE_MARKER, new byte[1]);
      shared.sync(Key.ROOT);
    }
    return disk;
  }

  private static void purge(FakeDisk disk) {
    OrphanPurge purge = OrphanPurge.of(disk.factory().open("gen-1"));
    if (purge.isNeeded()) {
      purge.run(CancellationToken.never());
    }
    assertThat(purge.isNeeded()).isFalse();
  }

  /** Leaves keys as older versions did, half of them in each place. */
  private static void plant(Batching store, int count) {
    for (int i = 0; i < count; i++) {
      store.put(Key.of("/provider/keystore/" + i % 2 + "/0/1/" + i), new byte[] {1});
    }
  }

  /** The same with values that no compression makes smaller. */
  private static void plantBytes(Batching store, int count) {
    Random random = new Random(7);
    byte[] value = new byte[128];
    for (int i = 0; i < count; i++) {
      random.nextBytes(value);
      store.put(Key.of("/provider/keystore/" + i % 2 + "/0/1/" + i), value);
    }
  }

  private static List<Key> keys(Datastore store) {
    try (var results = store.query(Query.all().keysOnly())) {
      return results.stream().map(Entry::key).sorted().toList();
    }
  }

  /** Takes note of what is compacted, or fails to. */
  private static final class Compacted extends ForwardingDatastore {
    private final List<String> ranges = new ArrayList<>();
    private @Nullable DatastoreException failure;

    Compacted(Batching store) {
      super(store);
    }

    @Override
    public <T> Optional<T> capability(Class<T> ability) {
      return ability == Compaction.class
          ? Optional.of(ability.cast((Compaction) this::note))
          : super.capability(ability);
    }

    private void note(KeyRange range) {
      if (failure != null) {
        throw failure;
      }
      ranges.add(range.toString());
    }
  }
}
