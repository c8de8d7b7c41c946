package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.MountHealth.State;
import dev.cairn.multiformats.Cid;
import dev.cairn.testkit.DelayedDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.SettableClock;
import dev.cairn.testkit.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a multi-blockstore does by itself: healing, promotion, leaving alone what fails. */
class MultiBlockstorePoliciesTest {

  private static final Block A = Block.raw("block a".getBytes(UTF_8));
  private static final Block B = Block.raw("block b".getBytes(UTF_8));
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final FragileStore cache = new FragileStore(Verification.ON_READ);
  private final FragileStore archive = new FragileStore();
  private final FragileStore remote = new FragileStore();
  private final SettableClock clock = new SettableClock(START);
  private final List<String> told = new CopyOnWriteArrayList<>();

  private MultiBlockstore with(MultiBlockstoreOptions options) {
    return MultiBlockstore.builder()
        .cache("cache", cache.blocks)
        .aux("archive", archive.blocks)
        .aux("remote", remote.blocks)
        .options(options.clock(clock).listener(new Listener()))
        .build();
  }

  private static MultiBlockstoreOptions defaults() {
    return MultiBlockstoreOptions.defaults();
  }

  private final class Listener implements MountListener {
    @Override
    public void healed(Cid cid, String source) {
      told.add("healed " + cid + " from " + source);
    }

    @Override
    public void promoted(Cid cid, String source) {
      told.add("promoted " + cid + " from " + source);
    }

    @Override
    public void tripped(String mount, Instant until, RuntimeException reason) {
      told.add("tripped " + mount + " until " + until);
    }

    @Override
    public void recovered(String mount) {
      told.add("recovered " + mount);
    }
  }

  private static byte[] bytesOf(MultiBlockstore store, Block block) {
    return store.get(block.cid()).orElseThrow().toBytes();
  }

  private static MountHealth healthOf(MultiBlockstore store, String mount) {
    return store.health().stream()
        .filter(health -> health.name().equals(mount))
        .findFirst()
        .orElseThrow();
  }

  // Healing.

  @Test
  void a_damaged_copy_in_the_cache_is_left_alone_unless_healing_was_asked_for() {
    cache.damage(A);
    archive.blocks.put(A);
    MultiBlockstore multi = with(defaults());

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());

    assertThat(cache.writes()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void a_read_replaces_a_damaged_copy_in_the_cache_by_the_good_one_of_an_aux() {
    cache.damage(A);
    archive.damage(A);
    remote.blocks.put(A);
    MultiBlockstore multi = with(defaults().healing(Healing.ON_READ));

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());

    assertThat(cache.blocks.get(A.cid()).orElseThrow().toBytes()).isEqualTo(A.toBytes());
    assertThat(told).containsExactly("healed " + A.cid() + " from remote");
    assertThat(healthOf(multi, "cache").heals()).isEqualTo(1);
    assertThat(archive.writes()).as("a damaged copy in an aux stays").isZero();
  }

  @Test
  void a_view_heals_as_a_get_does() {
    cache.damage(A);
    archive.blocks.put(A);
    MultiBlockstore multi = with(defaults().healing(Healing.ON_READ));

    assertThat(multi.view(A.cid(), buffer -> buffer.get(6))).hasValue((byte) 'a');

    assertThat(cache.blocks.get(A.cid())).isPresent();
  }

  @Test
  void a_copy_that_cannot_be_read_is_replaced_as_a_damaged_one_is() {
    cache.blocks.put(A);
    archive.blocks.put(A);
    cache.faults.failAt(Operation.GET, 1, () -> new DatastoreException("a bad sector"));
    MultiBlockstore multi = with(defaults().healing(Healing.ON_READ));
    long before = cache.calls(Operation.PUT);

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());

    assertThat(cache.calls(Operation.PUT) - before).isEqualTo(1);
    assertThat(healthOf(multi, "cache").heals()).isEqualTo(1);
  }

  @Test
  void a_mere_miss_heals_nothing() {
    archive.blocks.put(A);

    bytesOf(with(defaults().healing(Healing.ON_READ)), A);

    assertThat(cache.writes()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void a_cache_that_cannot_be_written_disturbs_no_read() {
    cache.damage(A);
    archive.blocks.putAll(List.of(A, B));
    cache.breakAll(Operation.PUT);
    MultiBlockstore multi = with(defaults().healing(Healing.ON_READ).promotion(Promotion.always()));

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
    assertThat(bytesOf(multi, B)).isEqualTo(B.toBytes());

    assertThat(told).isEmpty();
    assertThat(healthOf(multi, "cache").heals()).isZero();
  }

  @Test
  void where_all_copies_are_bad_every_mount_is_named() {
    cache.damage(A);
    archive.damage(A);
    remote.breakAll(Operation.GET);
    MultiBlockstore multi = with(defaults().healing(Healing.ON_READ));

    var failure = catchThrowableOfType(CorruptDataException.class, () -> multi.get(A.cid()));

    assertThat(failure).hasMessageContaining("'cache'");
    assertThat(failure.getSuppressed()).hasSize(2);
    assertThat(failure.getSuppressed()[0]).hasMessageContaining("'archive'");
    assertThat(failure.getSuppressed()[1]).hasMessageContaining("'remote'");
    assertThat(cache.writes()).isZero();
  }

  @Test
  void a_listener_that_fails_disturbs_no_read() {
    cache.damage(A);
    archive.blocks.put(A);
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux("archive", archive.blocks)
            .options(
                defaults()
                    .healing(Healing.ON_READ)
                    .listener(
                        new MountListener() {
                          @Override
                          public void healed(Cid cid, String source) {
                            told.add("asked");
                            throw new IllegalStateException("the listener has failed");
                          }
                        }))
            .build();

    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
    assertThat(told).containsExactly("asked");
  }

  // Promotion.

  @Test
  void always_promotes_at_the_first_read() {
    remote.blocks.put(A);
    MultiBlockstore multi = with(defaults().promotion(Promotion.always()));

    bytesOf(multi, A);
    bytesOf(multi, A);

    assertThat(cache.blocks.has(A.cid())).isTrue();
    assertThat(remote.calls(Operation.GET)).isEqualTo(1);
    assertThat(told).containsExactly("promoted " + A.cid() + " from remote");
    assertThat(healthOf(multi, "remote").promotions()).isEqualTo(1);
  }

  @Test
  void after_three_hits_promotes_at_the_third_read_of_one_block() {
    remote.blocks.putAll(List.of(A, B));
    MultiBlockstore multi = with(defaults().promotion(Promotion.afterHits(3)));

    bytesOf(multi, A);
    bytesOf(multi, B);
    bytesOf(multi, A);
    assertThat(cache.writes()).isZero();
    multi.view(A.cid(), buffer -> 1);

    assertThat(cache.blocks.has(A.cid())).isTrue();
    assertThat(cache.blocks.has(B.cid())).isFalse();
  }

  @Test
  void a_question_for_existence_or_size_promotes_nothing() {
    remote.blocks.put(A);
    MultiBlockstore multi = with(defaults().promotion(Promotion.always()));

    multi.has(A.cid());
    multi.size(A.cid());
    multi.locate(A.cid());

    assertThat(cache.writes()).isZero();
  }

  @Test
  void a_damaged_copy_is_never_promoted() {
    archive.damage(A);
    MultiBlockstore multi = with(defaults().promotion(Promotion.always()));

    assertThatThrownBy(() -> multi.get(A.cid())).isInstanceOf(CorruptDataException.class);

    assertThat(cache.writes()).isZero();
  }

  @Test
  void a_number_of_hits_beyond_what_is_counted_is_refused() {
    for (int hits : new int[] {0, -1, 65536}) {
      assertThatThrownBy(() -> Promotion.afterHits(hits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("after " + hits + " hits");
    }
  }

  @Test
  void counts_are_of_one_block_and_begin_anew_when_told_to() {
    HitCounts counts = new HitCounts();

    assertThat(counts.hit(A.cid().multihash())).isEqualTo(1);
    assertThat(counts.hit(A.cid().multihash())).isEqualTo(2);
    assertThat(counts.hit(B.cid().multihash())).isEqualTo(1);
    counts.forget(A.cid().multihash());
    assertThat(counts.hit(A.cid().multihash())).isEqualTo(1);
    for (int i = 2; i < HitCounts.MOST + 10; i++) {
      counts.hit(A.cid().multihash());
    }
    assertThat(counts.hit(A.cid().multihash())).isEqualTo(HitCounts.MOST);
    assertThat(counts.hit(B.cid().multihash())).isEqualTo(2);
  }

  @Test
  void readers_that_miss_one_block_at_one_time_read_it_once_from_the_aux()
      throws InterruptedException {
    FaultyDatastore counted = new FaultyDatastore(new MemoryDatastore());
    DelayedDatastore slow = new DelayedDatastore(counted);
    var aux = DatastoreBlockstore.on(slow);
    aux.put(A);
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux("slow", aux)
            .options(defaults().promotion(Promotion.always()))
            .build();
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);
    CountDownLatch begun = new CountDownLatch(8);

    try (Together threads = new Together()) {
      for (int i = 0; i < 8; i++) {
        threads.start(
            () -> {
              begun.countDown();
              assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
            });
      }
      begun.await();
      hold.awaitArrival();
      hold.release();
    }

    assertThat(counted.calls(Operation.GET)).isEqualTo(1);
    assertThat(cache.blocks.has(A.cid())).isTrue();
  }

  @Test
  void a_failure_that_was_waited_for_is_told_to_all_who_waited() {
    FaultyDatastore broken = new FaultyDatastore(new MemoryDatastore());
    broken.failFromNowOn(Operation.GET, () -> new DatastoreException("the disk is broken"));
    DelayedDatastore slow = new DelayedDatastore(broken);
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux("slow", DatastoreBlockstore.on(slow))
            .options(defaults().promotion(Promotion.always()))
            .build();
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);

    try (Together threads = new Together()) {
      for (int i = 0; i < 4; i++) {
        threads.start(
            () ->
                assertThatThrownBy(() -> multi.get(A.cid()))
                    .isInstanceOf(DatastoreException.class)
                    .hasMessageContaining("the disk is broken")
                    .hasMessageContaining("'slow'"));
      }
      hold.awaitArrival();
      hold.release();
    }
  }

  // Mounts that fail.

  private MultiBlockstore impatient() {
    return with(defaults().breakerPolicy(new BreakerPolicy(3, PAUSE)));
  }

  private void fail(MultiBlockstore multi, int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> multi.get(B.cid())).isInstanceOf(DatastoreException.class);
    }
  }

  @Test
  void a_mount_that_fails_each_time_is_not_asked_for_a_while() {
    archive.breakAll(Operation.GET, Operation.HAS);
    remote.blocks.put(A);
    MultiBlockstore multi = impatient();

    fail(multi, 2);
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HEALTHY);
    fail(multi, 1);
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.TRIPPED);
    long asked = archive.calls(Operation.GET);
    assertThat(bytesOf(multi, A)).isEqualTo(A.toBytes());
    fail(multi, 5);

    assertThat(archive.calls(Operation.GET)).isEqualTo(asked);
    assertThat(told).containsExactly("tripped archive until " + START.plus(PAUSE));
    assertThat(healthOf(multi, "archive").lastFailure().orElseThrow())
        .satisfies(
            failure -> {
              assertThat(failure.inARow()).isEqualTo(3);
              assertThat(failure.at()).isEqualTo(START);
              assertThat(failure.reason()).hasMessage("the disk is broken");
            });
  }

  @Test
  void what_a_tripped_mount_may_hold_is_neither_there_nor_absent() {
    archive.blocks.put(B);
    archive.breakAll(Operation.GET);
    MultiBlockstore multi = impatient();
    fail(multi, 3);
    archive.faults.heal();

    for (Block block : List.of(A, B)) {
      for (Runnable question :
          List.<Runnable>of(
              () -> multi.has(block.cid()),
              () -> multi.get(block.cid()),
              () -> multi.size(block.cid()))) {
        assertThatThrownBy(question::run)
            .isInstanceOfSatisfying(
                MountUnavailableException.class,
                e -> {
                  assertThat(e.until()).isEqualTo(START.plus(PAUSE));
                  assertThat(e.retryable()).isTrue();
                })
            .hasMessageContaining("'archive' has failed 3 times in a row")
            .hasMessageContaining("the disk is broken");
      }
    }
    assertThat(multi.locate(B.cid()))
        .extracting(Location::status)
        .containsExactly(Location.Status.ABSENT, Location.Status.ERROR, Location.Status.ABSENT);
  }

  @Test
  void after_the_pause_one_question_finds_out_whether_the_mount_is_well() {
    archive.blocks.put(B);
    archive.breakAll(Operation.GET);
    MultiBlockstore multi = impatient();
    fail(multi, 3);

    clock.advance(PAUSE);
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HALF_OPEN);
    fail(multi, 1);
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.TRIPPED);
    archive.faults.heal();
    fail(multi, 1);
    clock.advance(PAUSE);

    assertThat(bytesOf(multi, B)).isEqualTo(B.toBytes());
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HEALTHY);
    assertThat(healthOf(multi, "archive").lastFailure()).isEmpty();
    assertThat(told)
        .containsExactly(
            "tripped archive until " + START.plus(PAUSE),
            "tripped archive until " + START.plus(PAUSE).plus(PAUSE),
            "recovered archive");
  }

  @Test
  void while_one_question_finds_out_the_others_are_refused() {
    FaultyDatastore faults = new FaultyDatastore(new MemoryDatastore());
    DelayedDatastore slow = new DelayedDatastore(faults);
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux("archive", DatastoreBlockstore.on(slow))
            .options(defaults().clock(clock).breakerPolicy(new BreakerPolicy(3, PAUSE)))
            .build();
    faults.failFromNowOn(Operation.GET, () -> new DatastoreException("the disk is broken"));
    fail(multi, 3);
    faults.heal();
    clock.advance(PAUSE);
    DelayedDatastore.Hold hold = slow.hold(Operation.GET);

    try (Together threads = new Together()) {
      threads.start(() -> assertThat(multi.get(B.cid())).isEmpty());
      hold.awaitArrival();
      assertThatThrownBy(() -> multi.has(B.cid())).isInstanceOf(MountUnavailableException.class);
      hold.release();
    }

    assertThat(multi.has(B.cid())).isFalse();
  }

  @Test
  void a_question_that_nobody_knows_the_end_of_lets_another_find_out() {
    archive.breakAll(Operation.GET);
    MultiBlockstore multi = impatient();
    fail(multi, 3);
    clock.advance(PAUSE);
    archive.faults.heal();
    archive.faults.failAt(
        Operation.GET, 1, () -> new CancelledException("somebody has cancelled it"));
    assertThatThrownBy(() -> multi.get(B.cid())).isInstanceOf(CancelledException.class);
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HALF_OPEN);

    assertThat(multi.get(B.cid())).isEmpty();
    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void an_answer_in_between_begins_the_count_anew() {
    archive.blocks.put(B);
    MultiBlockstore multi = impatient();

    for (int round = 0; round < 3; round++) {
      archive.breakAll(Operation.GET);
      fail(multi, 2);
      archive.faults.heal();
      bytesOf(multi, B);
    }

    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HEALTHY);
    assertThat(told).isEmpty();
  }

  @Test
  void damage_is_no_failure_of_a_mount() {
    archive.damage(B);
    MultiBlockstore multi = impatient();

    fail(multi, 10);

    assertThat(healthOf(multi, "archive").state()).isEqualTo(State.HEALTHY);
    assertThat(healthOf(multi, "archive").errors()).isEqualTo(10);
  }

  @Test
  void the_cache_is_always_asked() {
    cache.breakAll(Operation.GET);
    archive.blocks.put(B);
    MultiBlockstore multi = impatient();
    for (int i = 0; i < 10; i++) {
      bytesOf(multi, B);
    }

    assertThat(cache.calls(Operation.GET)).isEqualTo(10);
    assertThat(healthOf(multi, "cache"))
        .satisfies(
            health -> {
              assertThat(health.state()).isEqualTo(State.HEALTHY);
              assertThat(health.errors()).isEqualTo(10);
            });
  }

  @Test
  void a_mount_can_be_asked_always_however_often_it_fails() {
    archive.breakAll(Operation.GET);
    MultiBlockstore multi = with(defaults().breakerPolicy(BreakerPolicy.never()));

    fail(multi, 50);

    assertThat(archive.calls(Operation.GET)).isEqualTo(50);
  }

  @Test
  void a_patience_without_sense_is_refused() {
    assertThatThrownBy(() -> new BreakerPolicy(0, PAUSE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 is the least");
    assertThatThrownBy(() -> new BreakerPolicy(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  @Test
  void answers_are_counted_for_each_mount() {
    cache.blocks.put(A);
    remote.blocks.put(B);
    MultiBlockstore multi = with(defaults());

    multi.get(A.cid());
    multi.has(A.cid());
    multi.size(B.cid());
    multi.view(B.cid(), buffer -> 1);

    assertThat(multi.health())
        .extracting(MountHealth::name, MountHealth::hits, MountHealth::misses)
        .containsExactly(tuple("cache", 2L, 2L), tuple("archive", 0L, 2L), tuple("remote", 2L, 0L));
  }

  @Test
  void elided_puts_are_counted_for_the_mount_that_made_them_needless() {
    archive.blocks.put(A);
    MultiBlockstore multi =
        MultiBlockstore.builder()
            .cache("cache", cache.blocks)
            .aux(AuxStore.of("archive", archive.blocks).trusted())
            .build();

    multi.put(A);
    multi.putAll(List.of(A, B));

    assertThat(healthOf(multi, "archive").elisions()).isEqualTo(2);
  }
}
