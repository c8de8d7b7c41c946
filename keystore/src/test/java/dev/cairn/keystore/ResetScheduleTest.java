package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.keystore.Steps.Failure;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Together;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Resets come when they are due, one at a time, and end without noise. */
class ResetScheduleTest {

  private static final Duration INTERVAL = Duration.ofHours(22);

  private final Steps steps = new Steps();
  private final FakeDisk disk = new FakeDisk(steps);
  private final ManualScheduler scheduler = new ManualScheduler();
  private final Heard heard = new Heard();
  private List<Multihash> blocks = Samples.numbered(0, 10);

  private ResetSchedule start(ResettableKeystore keystore) {
    return ResetSchedule.start(
        keystore, () -> listing(blocks), INTERVAL, scheduler.executor(), heard);
  }

  @Test
  void there_is_a_reset_at_the_start_and_one_in_each_interval() {
    try (ResettableKeystore keystore = disk.open();
        ResetSchedule schedule = start(keystore)) {
      assertThat(schedule).isNotNull();
      assertThat(scheduler.delay).isZero();
      assertThat(scheduler.period).isEqualTo(INTERVAL);

      scheduler.due();
      assertThat(keystore.size()).isEqualTo(10);
      blocks = Samples.numbered(5, 12);
      scheduler.due();

      assertThat(Samples.contents(keystore)).isEqualTo(Samples.union(blocks));
      assertThat(heard.results).extracting(ResetResult::after).containsExactly(10L, 7L);
      assertThat(heard.failures).isEmpty();
    }
  }

  @Test
  void a_reset_that_fails_is_told_and_the_next_one_tries_again() {
    try (ResettableKeystore keystore = disk.open();
        ResetSchedule schedule = start(keystore)) {
      steps.plan(Failure.ERROR, "write marker 2");
      scheduler.due();
      assertThat(heard.failures).singleElement().isInstanceOf(DatastoreException.class);
      assertThat(scheduler.cancelled).isFalse();

      scheduler.due();

      assertThat(heard.results).hasSize(1);
      assertThat(keystore.size()).isEqualTo(10);
      schedule.close();
    }
  }

  @Test
  void while_another_reset_is_running_there_is_none() {
    try (ResettableKeystore keystore = disk.open();
        ResetSchedule schedule = start(keystore);
        Reset other = keystore.reset()) {
      scheduler.due();

      assertThat(heard.results).isEmpty();
      assertThat(heard.failures).isEmpty();
      assertThat(scheduler.cancelled).isFalse();
      other.close();
      scheduler.due();
      assertThat(heard.results).hasSize(1);
      schedule.close();
    }
  }

  @Test
  void closing_stops_a_running_reset_quietly_and_waits_for_it() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    Iterator<Multihash> endless =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Multihash next() {
            begun.countDown();
            return Samples.numbered(next++ % 100);
          }
        };
    try (ResettableKeystore keystore = disk.open();
        Together together = new Together()) {
      keystore.put(Samples.numbered(50, 60));
      ResetSchedule schedule =
          ResetSchedule.start(
              keystore, () -> new Source(endless, closed), INTERVAL, scheduler.executor(), heard);
      together.start(scheduler::due);
      begun.await();
      together.start(
          () -> {
            schedule.close();
            closing.countDown();
          });
      closing.await();

      assertThat(closed).isTrue();
      assertThat(disk.names()).containsExactly("gen-1");
      assertThat(keystore.size()).isEqualTo(10);
      assertThat(heard.failures).isEmpty();
      assertThat(heard.results).isEmpty();
      assertThat(scheduler.cancelled).isTrue();
      schedule.close();
      scheduler.due();
      assertThat(disk.names()).containsExactly("gen-1");
    }
  }

  @Test
  void a_keystore_that_is_closed_ends_the_schedule_quietly() {
    ResettableKeystore keystore = disk.open();
    ResetSchedule schedule = start(keystore);
    keystore.close();

    scheduler.due();

    assertThat(heard.failures).isEmpty();
    assertThat(scheduler.cancelled).isTrue();
    schedule.close();
  }

  @Test
  void an_interval_of_zero_means_no_reset_and_a_negative_one_is_refused() {
    try (ResettableKeystore keystore = ResettableKeystore.inMemory()) {
      ScheduledExecutorService none = scheduler.executor();
      ResetSchedule.start(keystore, () -> listing(blocks), Duration.ZERO, none, heard).close();
      assertThat(scheduler.task).isNull();

      assertThatThrownBy(
              () ->
                  ResetSchedule.start(
                      keystore, () -> listing(blocks), Duration.ofSeconds(-1), none, heard))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("negative");
    }
  }

  @Test
  void a_real_executor_makes_the_first_reset_at_once() throws Exception {
    ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    CountDownLatch reset = new CountDownLatch(1);
    ResetSchedule.Listener listener =
        new ResetSchedule.Listener() {
          @Override
          public void completed(ResetResult result) {
            reset.countDown();
          }
        };
    try (ResettableKeystore keystore = disk.open();
        ResetSchedule schedule =
            ResetSchedule.start(
                keystore,
                () -> listing(blocks),
                Duration.ofNanos(Long.MAX_VALUE),
                executor,
                listener)) {
      assertThat(reset.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(keystore.size()).isEqualTo(10);
      schedule.close();
    } finally {
      executor.shutdownNow();
    }
  }

  private static CloseableIterator<Multihash> listing(List<Multihash> multihashes) {
    return new Source(multihashes.iterator(), new AtomicBoolean());
  }

  private record Source(Iterator<Multihash> all, AtomicBoolean closed)
      implements CloseableIterator<Multihash> {
    @Override
    public boolean hasNext() {
      return all.hasNext();
    }

    @Override
    public Multihash next() {
      return all.next();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  private static final class Heard implements ResetSchedule.Listener {
    private final List<ResetResult> results = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    @Override
    public void completed(ResetResult result) {
      results.add(result);
    }

    @Override
    public void failed(RuntimeException failure) {
      failures.add(failure);
    }
  }

  /** Runs what is scheduled when the test says that it is due. */
  private static final class ManualScheduler {
    private volatile @Nullable Runnable task;
    private Duration delay = INTERVAL;
    private Duration period = Duration.ZERO;
    private volatile boolean cancelled;

    void due() {
      Runnable scheduled = task;
      assertThat(scheduled).isNotNull();
      scheduled.run();
    }

    ScheduledExecutorService executor() {
      return (ScheduledExecutorService)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ScheduledExecutorService.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("scheduleAtFixedRate");
                task = (Runnable) arguments[0];
                delay = Duration.of((long) arguments[1], ((TimeUnit) arguments[3]).toChronoUnit());
                period = Duration.of((long) arguments[2], ((TimeUnit) arguments[3]).toChronoUnit());
                return future();
              });
    }

    private ScheduledFuture<?> future() {
      return (ScheduledFuture<?>)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {ScheduledFuture.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("cancel");
                cancelled = true;
                return true;
              });
    }
  }
}
