package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.keystore.FakeDisk.Loading;
import dev.cairn.keystore.KeystoreOptions.OnDamage;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.keystore.Steps.Killed;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Together;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reset promises, and, first, what the original's reset gets wrong. */
class ResettableKeystoreTest {

  private static final List<Multihash> OLD = Samples.numbered(0, 50);
  private static final List<Multihash> FED = Samples.numbered(30, 80);

  private static final KeystoreOptions IMPATIENT =
      KeystoreOptions.defaults().withDrainTimeout(Duration.ZERO);

  private final Steps steps = new Steps();
  private final FakeDisk disk = new FakeDisk(steps);

  private ResettableKeystore openWithOldSet() {
    ResettableKeystore keystore = disk.open(IMPATIENT);
    keystore.put(OLD);
    return keystore;
  }

  private static ResetResult reset(ResettableKeystore keystore, List<Multihash> multihashes) {
    try (Reset reset = keystore.reset()) {
      reset.feed(multihashes);
      return reset.commit();
    }
  }

  private static void assertHolds(Keystore keystore, Iterable<Multihash> expected) {
    assertThat(Samples.contents(keystore)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void defect_1_a_reset_that_cannot_begin_leaves_a_keystore_that_works_and_closes() {
    ResettableKeystore keystore = openWithOldSet();
    steps.plan(Failure.ERROR, "create gen-2");

    assertThatThrownBy(keystore::reset).hasMessageContaining("injected: create gen-2");

    assertHolds(keystore, OLD);
    reset(keystore, FED);
    assertHolds(keystore, FED);
    keystore.close();
    assertThat(disk.names()).hasSize(1);
    assertThat(disk.openStores()).isZero();
  }

  @Test
  void defect_2_a_marker_that_cannot_be_written_fails_the_reset_and_keeps_the_old_set() {
    for (String moment : List.of("write marker 2", "renamed marker 2", "synced marker 2")) {
      FakeDisk fresh = new FakeDisk(steps);
      try (ResettableKeystore keystore = fresh.open()) {
        keystore.put(OLD);
        steps.plan(Failure.ERROR, moment);

        assertThatThrownBy(() -> reset(keystore, FED)).hasMessageContaining(moment);

        assertHolds(keystore, OLD);
        assertThat(fresh.names()).containsExactly("gen-1");
        assertThat(keystore.put(FED.subList(45, 50))).hasSize(5);
      }
      try (ResettableKeystore reopened = fresh.open()) {
        assertThat(reopened.size()).isEqualTo(55);
      }
    }
  }

  @Test
  void defect_2_a_marker_that_can_be_written_neither_forth_nor_back_costs_no_set() {
    ResettableKeystore keystore = openWithOldSet();
    steps.plan(Failure.ERROR, "renamed marker 2");
    steps.interlude(
        "write marker 1",
        () -> {
          throw new DatastoreException("the disk is gone");
        });

    assertThatThrownBy(() -> reset(keystore, FED)).hasMessageContaining("renamed marker 2");

    assertHolds(keystore, OLD);
    for (Runnable change :
        List.<Runnable>of(
            () -> keystore.put(FED),
            () -> keystore.delete(FED),
            keystore::empty,
            keystore::reset)) {
      assertThatThrownBy(change::run)
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("open it again")
          .hasStackTraceContaining("the disk is gone");
    }
    assertThat(disk.names()).containsExactly("gen-1", "gen-2");
    keystore.close();
    assertThat(disk.openStores()).isZero();
    try (ResettableKeystore reopened = disk.open()) {
      assertHolds(reopened, FED);
      assertThat(disk.names()).containsExactly("gen-2");
    }
  }

  @Test
  void defect_3_a_new_set_that_cannot_be_made_durable_fails_the_reset() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      for (int attempt = 2; attempt <= 3; attempt++) {
        steps.plan(Failure.ERROR, "sync gen-" + attempt);
        assertThatThrownBy(() -> reset(keystore, FED)).hasMessageContaining("injected: sync");
        assertHolds(keystore, OLD);
      }
      steps.plan(Failure.ERROR, "put into gen-4");
      assertThatThrownBy(() -> reset(keystore, FED)).hasMessageContaining("injected: put");
      assertHolds(keystore, OLD);
      assertThat(disk.names()).containsExactly("gen-1");
    }
  }

  @Test
  void defect_4_a_delete_during_a_reset_holds_also_for_what_the_source_lists_later() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset()) {
      reset.feed(Samples.numbered(30, 60));
      assertThat(keystore.delete(Samples.numbered(25, 35))).isEqualTo(10);
      reset.feed(Samples.numbered(30, 80));
      keystore.delete(List.of(Samples.numbered(79)));
      keystore.delete(List.of(Samples.numbered(31)));
      keystore.put(List.of(Samples.numbered(31)));
      reset.commit();

      assertHolds(keystore, Samples.union(List.of(Samples.numbered(31)), Samples.numbered(35, 79)));
    }
  }

  @Test
  void defect_4_an_empty_during_a_reset_holds_also_for_what_the_source_lists_later() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset()) {
      reset.feed(Samples.numbered(30, 60));
      keystore.put(Samples.numbered(90, 95));
      keystore.empty();
      assertThat(keystore.size()).isZero();
      keystore.put(Samples.numbered(100, 103));
      reset.feed(Samples.numbered(40, 80));
      reset.commit();

      assertHolds(keystore, Samples.numbered(100, 103));
    }
  }

  @ParameterizedTest
  @EnumSource(Loading.class)
  void defect_4_changes_hold_whatever_the_reset_is_doing(Loading loading) {
    String loads = loading == Loading.AT_ONCE ? "load into gen-2" : "commit to gen-2";
    for (String moment : List.of(loads, "list notes of gen-2", "sync gen-2")) {
      FakeDisk fresh = new FakeDisk(steps, loading);
      assertChangeAt(moment, fresh, k -> k.put(Samples.numbered(20, 40)), Samples.numbered(20, 80));
      fresh = new FakeDisk(steps, loading);
      assertChangeAt(
          moment, fresh, k -> k.delete(Samples.numbered(20, 40)), Samples.numbered(40, 80));
      fresh = new FakeDisk(steps, loading);
      assertChangeAt(
          moment,
          fresh,
          k -> {
            k.empty();
            k.put(Samples.numbered(1, 4));
          },
          Samples.numbered(1, 4));
    }
  }

  private void assertChangeAt(
      String moment,
      FakeDisk fresh,
      Consumer<ResettableKeystore> change,
      List<Multihash> expected) {
    AtomicBoolean changed = new AtomicBoolean();
    try (ResettableKeystore keystore = fresh.open()) {
      keystore.put(OLD);
      steps.interlude(
          moment,
          () -> {
            changed.set(true);
            change.accept(keystore);
          });
      reset(keystore, FED);

      assertThat(changed).as(moment).isTrue();
      assertHolds(keystore, expected);
    }
    try (ResettableKeystore reopened = fresh.open()) {
      assertHolds(reopened, expected);
    }
  }

  @Test
  void defect_5_what_an_earlier_process_left_is_never_taken_for_a_new_generation() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      steps.plan(Failure.DEATH, "synced gen-2");
      assertThatThrownBy(() -> reset(keystore, Samples.numbered(500, 600)))
          .isInstanceOf(Killed.class);
      steps.plan(Failure.ERROR, "destroy gen-2");
    }
    try (ResettableKeystore keystore = disk.open()) {
      assertThat(keystore.leftovers()).containsExactly("gen-2");

      ResetResult result = reset(keystore, FED.subList(0, 1));

      assertThat(result.generation()).isEqualTo("gen-3");
      assertHolds(keystore, FED.subList(0, 1));
      assertThat(keystore.leftovers()).isEmpty();
      assertThat(disk.names()).containsExactly("gen-3");
    }
  }

  @Test
  void defect_6_a_source_that_fails_is_never_committed() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      Iterator<Multihash> failing =
          new Iterator<>() {
            private int left = 3;

            @Override
            public boolean hasNext() {
              return true;
            }

            @Override
            public Multihash next() {
              if (--left < 0) {
                throw new NoSuchElementException("the pins cannot be read");
              }
              return Samples.numbered(left);
            }
          };
      try (Reset reset = keystore.reset()) {
        assertThatThrownBy(() -> reset.feed(failing)).hasMessage("the pins cannot be read");
        assertThatThrownBy(() -> reset.feed(FED)).hasMessageContaining("the pins cannot be read");
        assertThatThrownBy(reset::commit)
            .isInstanceOf(DatastoreException.class)
            .hasMessageContaining("keeps its set")
            .hasMessageContaining("the pins cannot be read");
      }
      assertHolds(keystore, OLD);
      assertThat(disk.names()).containsExactly("gen-1");
    }
  }

  @Test
  void defect_6_a_session_that_is_not_committed_changes_nothing() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      try (Reset reset = keystore.reset()) {
        reset.feed(FED);
        keystore.put(Samples.numbered(900, 901));
      }
      assertHolds(keystore, Samples.union(OLD, Samples.numbered(900, 901)));
      assertThat(disk.names()).containsExactly("gen-1");
      assertThat(disk.openStores()).isOne();
    }
  }

  @Test
  void defect_7_readers_and_writers_go_on_while_a_new_set_is_stuck() throws Exception {
    try (ResettableKeystore keystore = openWithOldSet();
        Together together = new Together()) {
      CountDownLatch stuck = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      steps.interlude("sync gen-2", () -> stickUntil(stuck, released));
      together.start(() -> reset(keystore, FED));
      stuck.await();

      for (int round = 0; round < 5; round++) {
        assertThat(keystore.put(Samples.numbered(100 + round, 101 + round))).hasSize(1);
        assertThat(keystore.size()).isEqualTo(OLD.size() + round + 1);
        assertThat(keystore.containsPrefix(KeyspacePrefix.ALL)).isTrue();
        assertThat(keystore.get(KeyspacePrefix.ALL).toList()).hasSize(OLD.size() + round + 1);
      }
      released.countDown();
      together.await();

      assertHolds(keystore, Samples.union(FED, Samples.numbered(100, 105)));
    }
  }

  @Test
  void defect_7_readers_never_wait_for_the_flip_of_the_marker() throws Exception {
    try (ResettableKeystore keystore = openWithOldSet();
        Together together = new Together()) {
      CountDownLatch stuck = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      steps.interlude("write marker 2", () -> stickUntil(stuck, released));
      together.start(() -> reset(keystore, FED));
      stuck.await();

      assertHolds(keystore, OLD);
      released.countDown();
      together.await();

      assertHolds(keystore, FED);
    }
  }

  private static void stickUntil(CountDownLatch stuck, CountDownLatch released) {
    stuck.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void defect_8_a_put_that_failed_does_not_appear_after_the_reset() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset()) {
      reset.feed(FED);
      steps.plan(Failure.ERROR, "commit to gen-1");
      assertThatThrownBy(() -> keystore.put(Samples.numbered(900, 910)))
          .hasMessageContaining("injected");
      steps.plan(Failure.ERROR, "commit to gen-1");
      assertThatThrownBy(() -> keystore.delete(Samples.numbered(30, 35)))
          .hasMessageContaining("injected");
      reset.commit();

      assertHolds(keystore, FED);
    }
  }

  @Test
  void defect_8_a_put_that_only_the_new_set_refused_holds_and_fails_the_reset() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      try (Reset reset = keystore.reset()) {
        steps.plan(Failure.ERROR, "commit to gen-2");
        assertThat(keystore.put(Samples.numbered(900, 901))).hasSize(1);
        assertThatThrownBy(reset::commit).hasMessageContaining("injected: commit to gen-2");
      }
      assertHolds(keystore, Samples.union(OLD, Samples.numbered(900, 901)));
    }
  }

  @Test
  void defect_9_a_put_between_the_beginning_and_the_opening_of_the_source_survives() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      ResetResult result =
          keystore.resetFrom(
              () -> {
                List<Multihash> snapshot = keystore.get(KeyspacePrefix.parse("0")).toList();
                keystore.put(Samples.numbered(900, 903));
                return new Source(snapshot);
              });

      assertThat(Samples.contents(keystore)).containsAll(Samples.numbered(900, 903));
      assertThat(result.before()).isEqualTo(OLD.size() + 3);
      assertThat(result.after()).isEqualTo(keystore.size());
    }
  }

  @Test
  void defect_10_a_second_reset_is_refused_and_opens_no_source() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset running = keystore.reset()) {
      AtomicBoolean opened = new AtomicBoolean();

      assertThatThrownBy(
              () ->
                  keystore.resetFrom(
                      () -> {
                        opened.set(true);
                        return new Source(FED);
                      }))
          .isInstanceOf(ResetInProgressException.class)
          .hasMessageContaining("another one is running");
      assertThatThrownBy(keystore::reset).isInstanceOf(ResetInProgressException.class);

      assertThat(opened).isFalse();
      running.feed(FED);
      running.commit();
      assertHolds(keystore, FED);
      reset(keystore, OLD);
      assertHolds(keystore, OLD);
    }
  }

  @Test
  void defect_10_a_source_is_closed_whatever_happens() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      Source good = new Source(FED);
      keystore.resetFrom(() -> good);
      Source unfit = new Source(OLD);
      steps.plan(Failure.ERROR, "load into gen-3");
      assertThatThrownBy(() -> keystore.resetFrom(() -> unfit)).hasMessageContaining("injected");

      assertThat(good.closed).isTrue();
      assertThat(unfit.closed).isTrue();
      assertHolds(keystore, FED);
    }
  }

  @Test
  void defect_11_a_damaged_marker_serves_no_stale_set() {
    openWithOldSet().close();
    GenerationMarker damaged =
        new MemoryMarkerThatReads(
            () -> {
              throw new CorruptDataException("the marker is damaged");
            });

    assertThatThrownBy(
            () -> ResettableKeystore.open(disk.factory(), damaged, KeystoreOptions.defaults()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("the marker is damaged");
    assertThat(disk.names()).containsExactly("gen-1");

    try (ResettableKeystore keystore =
        ResettableKeystore.open(
            disk.factory(),
            damaged,
            KeystoreOptions.defaults().withOnDamage(OnDamage.START_EMPTY))) {
      assertHolds(keystore, List.of());
      assertThat(keystore.damage().orElseThrow()).hasMessage("the marker is damaged");
      assertThat(keystore.generation()).isEqualTo("gen-2");
      assertThat(disk.names()).containsExactly("gen-2");
      assertThat(keystore.put(OLD)).hasSize(50);
      reset(keystore, FED);
      assertHolds(keystore, FED);
    }
  }

  @Test
  void a_marker_that_is_missing_or_names_what_is_missing_is_damage() {
    openWithOldSet().close();
    for (OptionalLong marked : List.of(OptionalLong.empty(), OptionalLong.of(7))) {
      disk.setMarker(marked);
      assertThatThrownBy(disk::open)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("missing")
          .hasMessageContaining("START_EMPTY");
      assertThat(disk.names()).containsExactly("gen-1");
    }
    try (ResettableKeystore keystore =
        disk.open(KeystoreOptions.defaults().withOnDamage(OnDamage.START_EMPTY))) {
      assertHolds(keystore, List.of());
      assertThat(keystore.generation()).isEqualTo("gen-8");
      assertThat(keystore.damage()).isPresent();
    }
    try (ResettableKeystore keystore = disk.open()) {
      assertThat(keystore.damage()).isEmpty();
    }
  }

  @Test
  void a_generation_without_its_record_is_damage() {
    openWithOldSet().close();
    try (Batching store = disk.plant("gen-5")) {
      disk.setMarker(OptionalLong.of(5));
      assertThatThrownBy(disk::open)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("holds no keystore");
      assertThat(disk.openStores()).isZero();
      store.put(CompactLayout.FORMAT, new FormatRecord(0).toBytes());
      try (ResettableKeystore keystore = disk.open()) {
        assertHolds(keystore, List.of());
        assertThat(disk.names()).containsExactly("gen-5");
      }
    }
  }

  @Test
  void what_is_swept_at_opening_is_swept_only_when_the_marker_is_durable() {
    ResettableKeystore dying = openWithOldSet();
    dying.sync();
    steps.plan(Failure.DEATH, "renamed marker 2");
    assertThatThrownBy(() -> reset(dying, FED)).isInstanceOf(Killed.class);
    steps.plan(Failure.NONE, 0);

    assertHolds(disk.open(), FED);
    disk.losePower(FakeDisk.UnsyncedMarker.LOST);

    try (ResettableKeystore reopened = disk.open()) {
      assertHolds(reopened, FED);
    }
  }

  @Test
  void the_steps_of_a_commit_come_in_the_order_that_keeps_the_set() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset()) {
      reset.feed(FED);
      steps.plan(Failure.NONE, 0);
      reset.commit();

      assertThat(steps.passed())
          .containsSubsequence(
              "sync gen-2",
              "put into gen-2",
              "sync gen-2",
              "synced gen-2",
              "write marker 2",
              "synced marker 2",
              "closed gen-1",
              "destroy gen-1",
              "destroyed gen-1");
    }
  }

  @Test
  void a_result_says_what_was_done() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      assertThat(reset(keystore, FED))
          .isEqualTo(new ResetResult(50, 50, "gen-2", OptionalLong.of(1)));
      assertThat(reset(keystore, List.of()))
          .isEqualTo(new ResetResult(50, 0, "gen-3", OptionalLong.of(1)));
      assertThat(reset(keystore, Samples.numbered(0, 200)).after()).isEqualTo(200);
      assertThat(reset(keystore, Samples.numbered(0, 200)).before()).isEqualTo(200);
      assertThat(keystore.generation()).isEqualTo("gen-5");
    }
  }

  @Test
  void a_source_may_repeat_itself_and_be_of_any_length() {
    try (ResettableKeystore keystore = ResettableKeystore.inMemory()) {
      for (int size : new int[] {0, 1, Portion.MOST - 1, Portion.MOST, Portion.MOST + 1}) {
        List<Multihash> multihashes = Samples.numbered(0, size);
        try (Reset reset = keystore.reset()) {
          reset.feed(multihashes);
          reset.feed(multihashes.stream().limit(10));
          reset.feed(multihashes.iterator());
          assertThat(reset.commit().after()).isEqualTo(size);
        }
        assertThat(Samples.contents(keystore)).hasSize(size);
      }
    }
  }

  @Test
  void several_threads_may_feed() {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset()) {
      try (Together together = new Together()) {
        for (int i = 0; i < 4; i++) {
          List<Multihash> part = Samples.numbered(100 * i, 100 * i + 150);
          together.start(() -> reset.feed(part));
        }
      }
      reset.commit();

      assertHolds(keystore, Samples.numbered(0, 450));
    }
  }

  @Test
  void a_reader_of_the_old_set_keeps_it_until_it_closes_and_the_commit_says_so() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      CloseableIterator<Multihash> reader = keystore.get(KeyspacePrefix.ALL);
      reader.next();

      ResetResult result = reset(keystore, FED);

      assertThat(result.bytesFreed()).isEmpty();
      assertHolds(keystore, FED);
      assertThat(disk.names()).containsExactly("gen-1", "gen-2");
      reset(keystore, OLD.subList(0, 1));
      assertThat(disk.names()).containsExactly("gen-1", "gen-3");

      assertThat(reader.stream()).hasSize(49);
      reader.close();
      assertThat(disk.names()).containsExactly("gen-3");
      assertThat(disk.openStores()).isOne();
    }
  }

  @Test
  void a_commit_waits_for_a_reader_that_is_soon_done() throws Exception {
    try (ResettableKeystore keystore =
            disk.open(KeystoreOptions.defaults().withDrainTimeout(Duration.ofMinutes(2)));
        Together together = new Together()) {
      keystore.put(OLD);
      CloseableIterator<Multihash> reader = keystore.get(KeyspacePrefix.ALL);
      CountDownLatch flipped = new CountDownLatch(1);
      steps.interlude("synced marker 2", flipped::countDown);
      together.start(
          () -> {
            flipped.await();
            reader.close();
          });

      assertThat(reset(keystore, FED).bytesFreed()).hasValue(1);
      assertThat(disk.names()).containsExactly("gen-2");
    }
  }

  @Test
  void closing_the_keystore_destroys_what_readers_held() {
    ResettableKeystore keystore = openWithOldSet();
    CloseableIterator<Multihash> reader = keystore.get(KeyspacePrefix.ALL);
    reset(keystore, FED);

    keystore.close();

    assertThat(disk.names()).containsExactly("gen-2");
    assertThat(disk.openStores()).isZero();
    assertThatThrownBy(reader::next).isInstanceOf(DatastoreClosedException.class);
    reader.close();
  }

  @Test
  void an_old_set_that_cannot_be_deleted_is_reported_and_swept_later() {
    for (String moment : List.of("closed gen-1", "destroy gen-1", "half destroyed gen-1")) {
      FakeDisk fresh = new FakeDisk(steps);
      try (ResettableKeystore keystore = fresh.open()) {
        keystore.put(OLD);
        steps.plan(Failure.ERROR, moment);

        Throwable failure = catchThrowable(() -> reset(keystore, FED));

        assertThat(failure)
            .isInstanceOf(ResetCleanupException.class)
            .hasMessageContaining("has its new set")
            .hasMessageContaining("gen-1")
            .hasMessageContaining(moment);
        assertThat(((ResetCleanupException) failure).result())
            .isEqualTo(new ResetResult(50, 50, "gen-2", OptionalLong.empty()));
        assertHolds(keystore, FED);
        boolean closingFailed = moment.startsWith("closed");
        assertThat(keystore.leftovers()).hasSize(closingFailed ? 0 : 1);
        assertThat(fresh.openStores()).isOne();
        reset(keystore, OLD);
        assertThat(fresh.names()).containsExactly("gen-3");
        assertThat(keystore.leftovers()).isEmpty();
      }
    }
  }

  @Test
  void an_old_set_that_a_reader_cannot_delete_is_a_leftover() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      CloseableIterator<Multihash> reader = keystore.get(KeyspacePrefix.ALL);
      reset(keystore, FED);
      steps.plan(Failure.ERROR, "destroy gen-1");

      assertThatCode(reader::close).doesNotThrowAnyException();

      assertThat(keystore.leftovers()).containsExactly("gen-1");
    }
    try (ResettableKeystore reopened = disk.open()) {
      assertThat(reopened.leftovers()).isEmpty();
      assertThat(disk.names()).containsExactly("gen-2");
    }
  }

  @Test
  void a_new_set_that_cannot_be_deleted_after_an_abort_is_reported_and_swept_later() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      Reset reset = keystore.reset();
      steps.plan(Failure.ERROR, "destroy gen-2");

      assertThatThrownBy(reset::close).hasMessageContaining("injected: destroy gen-2");

      assertThat(keystore.leftovers()).containsExactly("gen-2");
      reset.close();
      reset(keystore, FED);
      assertThat(disk.names()).containsExactly("gen-3");
    }
  }

  @Test
  void emptying_is_a_reset_to_nothing() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      keystore.empty();

      assertHolds(keystore, List.of());
      assertThat(disk.names()).containsExactly("gen-2");
    }
  }

  @Test
  void a_session_that_has_ended_is_refused() {
    try (ResettableKeystore keystore = openWithOldSet()) {
      Reset committed = keystore.reset();
      committed.commit();
      Reset aborted = keystore.reset();
      aborted.close();
      for (Reset ended : List.of(committed, aborted)) {
        assertThatThrownBy(() -> ended.feed(FED)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ended::commit)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("has ended");
        ended.close();
      }
      assertHolds(keystore, List.of());
    }
  }

  @Test
  void a_session_cannot_be_committed_while_it_is_fed() throws Exception {
    try (ResettableKeystore keystore = openWithOldSet();
        Reset reset = keystore.reset();
        Together together = new Together()) {
      CountDownLatch stuck = new CountDownLatch(1);
      CountDownLatch released = new CountDownLatch(1);
      together.start(
          () -> {
            reset.feed(FED.stream().peek(multihash -> stickUntil(stuck, released)));
          });
      stuck.await();

      assertThatThrownBy(reset::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("is being fed, 1 times at once");
      released.countDown();
      together.await();
      reset.commit();

      assertHolds(keystore, FED);
    }
  }

  @Test
  void closing_the_keystore_ends_a_reset_without_a_commit() {
    ResettableKeystore keystore = openWithOldSet();
    Reset reset = keystore.reset();
    reset.feed(FED);

    keystore.close();

    assertThat(disk.names()).containsExactly("gen-1");
    assertThat(disk.openStores()).isZero();
    assertThatThrownBy(() -> reset.feed(FED)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(reset::commit).isInstanceOf(IllegalStateException.class);
    reset.close();
    assertThatThrownBy(keystore::reset).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> keystore.resetFrom(() -> new Source(FED)))
        .isInstanceOf(DatastoreClosedException.class);
    try (ResettableKeystore reopened = disk.open()) {
      assertHolds(reopened, OLD);
    }
  }

  @Test
  void a_keystore_that_is_closed_from_the_source_stops_the_feed() {
    ResettableKeystore keystore = openWithOldSet();
    List<Multihash> many = Samples.numbered(0, Portion.MOST);
    try (Reset reset = keystore.reset()) {
      assertThatThrownBy(() -> reset.feed(many.stream().peek(multihash -> keystore.close())))
          .isInstanceOf(DatastoreClosedException.class);
    }
    assertThat(disk.names()).containsExactly("gen-1");
    assertThat(disk.openStores()).isZero();
  }

  @Test
  void numbers_go_on_where_they_were() {
    disk.plant("gen-41");
    disk.setMarker(OptionalLong.of(Generations.NONE));

    try (ResettableKeystore keystore = disk.open()) {
      assertThat(keystore.generation()).isEqualTo("gen-42");
      assertThat(disk.names()).containsExactly("gen-42");
    }
  }

  /** A list that is a source, and knows whether it was closed. */
  private static final class Source implements CloseableIterator<Multihash> {
    private final Iterator<Multihash> multihashes;
    private boolean closed;

    Source(List<Multihash> multihashes) {
      this.multihashes = multihashes.iterator();
    }

    @Override
    public boolean hasNext() {
      return multihashes.hasNext();
    }

    @Override
    public Multihash next() {
      return multihashes.next();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** A marker that can be written, and whose reading the test decides. */
  private record MemoryMarkerThatReads(Supplier<OptionalLong> reading) implements GenerationMarker {

    @Override
    public OptionalLong read() {
      return reading.get();
    }

    @Override
    public void write(long generation) {}

    @Override
    public void close() {}
  }
}
