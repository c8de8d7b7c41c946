package dev.cairn.gc;

import static dev.cairn.gc.Graphs.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.testkit.FaultyDatastore.Operation;
import dev.cairn.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CollectionScheduleTest {

  private static final CollectionOptions DEFAULTS = CollectionOptions.defaults();

  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final Stores stores = new Stores();
  private final Collector collector = Collector.of(stores.pins);
  private final Block loose = leaf("loose");

  @AfterEach
  void close() {
    stores.close();
  }

  private long cachedBytes() {
    return stores.blocks.firstMount().list().toList().stream()
        .mapToLong(block -> stores.blocks.firstMount().size(Cid.rawOf(block)).orElse(0))
        .sum();
  }

  @Test
  void it_collects_when_the_period_is_over_and_not_before() {
    CollectionSchedule schedule =
        CollectionSchedule.every(collector, DEFAULTS, Duration.ofHours(1), clock);
    stores.put(loose);

    clock.advance(Duration.ofMinutes(59));
    assertThat(schedule.look()).isEmpty();
    clock.advance(Duration.ofMinutes(1));
    assertThat(schedule.look()).hasValueSatisfying(r -> assertThat(r.swept()).isEqualTo(1));
    assertThat(schedule.look()).isEmpty();
  }

  @Test
  void trap_20_the_watermark_counts_the_cache_alone() {
    for (int i = 0; i < 100; i++) {
      stores.archive(leaf("a block of the archive " + i));
    }
    CollectionSchedule schedule =
        CollectionSchedule.above(
            collector, DEFAULTS, new Watermark(100, 50), this::cachedBytes, clock);

    stores.put(loose);
    assertThat(schedule.look()).isEmpty();
    stores.put(leaf("x".repeat(45)));
    assertThat(schedule.look()).hasValueSatisfying(r -> assertThat(r.swept()).isEqualTo(2));
    assertThat(stores.archived.list().toList()).hasSize(100);
  }

  @Test
  void a_collection_that_frees_too_little_is_not_repeated_at_every_look() {
    Block pinned = stores.put(leaf("y".repeat(99)));
    stores.pins.add(pinned.cid());
    CollectionSchedule schedule =
        CollectionSchedule.above(collector, DEFAULTS, Watermark.of(100), this::cachedBytes, clock);

    assertThat(schedule.look()).isPresent();
    assertThat(schedule.look()).isEmpty();
    clock.advance(Duration.ofHours(1));
    assertThat(schedule.look()).isPresent();
  }

  @Test
  void a_period_or_a_watermark_whichever_comes_first() {
    LongSupplier empty = () -> 0;
    CollectionSchedule schedule =
        CollectionSchedule.above(collector, DEFAULTS, Watermark.of(100), empty, clock)
            .orEvery(Duration.ofDays(1));

    assertThat(schedule.look()).isEmpty();
    clock.advance(Duration.ofDays(1));
    assertThat(schedule.look()).isPresent();
  }

  @Test
  void a_failed_collection_is_tried_again_at_the_next_look() {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    stores.put(loose);
    stores.metadata.failAt(Operation.QUERY, 1, () -> new DatastoreException("once"));
    try (CollectionSchedule schedule =
        CollectionSchedule.above(collector, DEFAULTS, Watermark.of(1), this::cachedBytes, clock)) {
      schedule.start(executor, Duration.ofMillis(1));

      await().until(() -> !stores.isCached(loose));
      assertThatThrownBy(() -> schedule.start(executor, Duration.ofMillis(1)))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void a_closed_schedule_collects_no_more() {
    CollectionSchedule schedule =
        CollectionSchedule.every(collector, DEFAULTS, Duration.ofHours(1), clock);
    schedule.close();
    schedule.close();
    clock.advance(Duration.ofHours(2));

    assertThat(schedule.look()).isEmpty();
  }

  @Test
  void a_watermark_is_reckoned_without_overflow_and_checked() {
    assertThat(Watermark.of(1000).bytes()).isEqualTo(900);
    assertThat(new Watermark(Long.MAX_VALUE, 100).bytes()).isEqualTo(Long.MAX_VALUE);
    assertThat(new Watermark(15, 50).bytes()).isEqualTo(7);
    assertThatThrownBy(() -> new Watermark(0, 90)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Watermark(1, 101)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Watermark(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
