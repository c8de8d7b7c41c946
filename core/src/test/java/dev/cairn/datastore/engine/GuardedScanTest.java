package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardedScanTest {

  private final Lifecycle lifecycle = new Lifecycle("the store");
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end_threads() {
    threads.shutdownNow();
  }

  /** Counts up to a number; fails when it is touched after its release. */
  private static class Counting extends GuardedScan {
    private final int last;
    private final AtomicInteger released = new AtomicInteger();
    private int number;

    Counting(Lifecycle lifecycle, int last) {
      super(lifecycle);
      this.last = last;
    }

    @Override
    protected @Nullable Entry advance() {
      assertThat(released).as("touched after its release").hasValue(0);
      return number == last ? null : Entry.keyOnly(Key.of("/" + ++number));
    }

    @Override
    protected void release() {
      released.incrementAndGet();
    }
  }

  @Test
  void it_lists_to_its_end() {
    Counting scan = new Counting(lifecycle, 3);

    assertThat(scan.toList())
        .extracting(Entry::key)
        .containsExactly(Key.of("/1"), Key.of("/2"), Key.of("/3"));
    assertThat(scan.released).hasValue(1);
    assertThat(lifecycle.openHandles()).isZero();
  }

  @Test
  void its_end_stays_its_end() {
    Counting scan = new Counting(lifecycle, 0);

    assertThat(scan.hasNext()).isFalse();
    assertThat(scan.hasNext()).isFalse();
    assertThatThrownBy(scan::next).isInstanceOf(NoSuchElementException.class);
    scan.close();
  }

  @Test
  void closed_it_is_released_once_and_refused() {
    Counting scan = new Counting(lifecycle, 3);
    assertThat(scan.hasNext()).isTrue();

    scan.close();
    scan.close();
    lifecycle.close(() -> {});
    scan.close();

    assertThat(scan.released).hasValue(1);
    assertThatThrownBy(scan::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(scan::next).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void it_is_released_with_its_store_before_the_store_itself() {
    Counting scan = new Counting(lifecycle, 3);
    assertThat(scan.hasNext()).isTrue();

    lifecycle.close(() -> assertThat(scan.released).hasValue(1));

    assertThatThrownBy(scan::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(scan::next).isInstanceOf(DatastoreClosedException.class);
    scan.close();
    assertThat(scan.released).hasValue(1);
  }

  @Test
  void a_failure_is_repeated_and_never_taken_for_the_end() {
    GuardedScan failing =
        new GuardedScan(lifecycle) {
          private int calls;

          @Override
          protected @Nullable Entry advance() {
            if (calls++ == 0) {
              throw new CorruptDataException("damaged");
            }
            return null;
          }

          @Override
          protected void release() {}
        };

    assertThatThrownBy(failing::hasNext).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(failing::hasNext).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(failing::next).isInstanceOf(CorruptDataException.class);
    failing.close();
  }

  /** Counts, in elements of so many bytes, until it fails at the hundredth. */
  private static final class Failing extends Counting {
    private final long bytes;
    private int taken;

    Failing(Lifecycle lifecycle, long bytes) {
      super(lifecycle, Integer.MAX_VALUE);
      this.bytes = bytes;
    }

    @Override
    protected @Nullable Entry advance() {
      if (++taken == 100) {
        throw new CorruptDataException("damaged");
      }
      return super.advance();
    }

    @Override
    protected long bytesOf(Entry element) {
      return bytes;
    }
  }

  @Test
  void small_elements_are_taken_ahead_and_shown_before_a_failure_behind_them() {
    Failing scan = new Failing(lifecycle, 1);
    int shown = 0;
    int mostAhead = 0;

    while (shown < 99) {
      assertThat(scan.next().key()).isEqualTo(Key.of("/" + ++shown));
      mostAhead = Math.max(mostAhead, scan.taken - shown);
    }

    assertThat(mostAhead).isBetween(1, 32);
    assertThatThrownBy(scan::hasNext).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(scan::next).isInstanceOf(CorruptDataException.class);
    scan.close();
  }

  @Test
  void large_elements_and_the_first_are_not_taken_ahead() {
    Failing large = new Failing(lifecycle, 1 << 20);
    Failing small = new Failing(lifecycle, 1);

    for (int i = 1; i <= 20; i++) {
      large.next();
      assertThat(large.taken).isEqualTo(i);
    }
    small.next();
    assertThat(small.taken).isEqualTo(1);
    large.close();
    small.close();
  }

  @Test
  void what_was_taken_ahead_is_not_shown_once_it_is_closed() {
    Failing scan = new Failing(lifecycle, 1);
    for (int i = 0; i < 10; i++) {
      scan.next();
    }
    assertThat(scan.taken).isGreaterThan(10);

    scan.close();

    assertThatThrownBy(scan::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(scan::next).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void the_store_closes_only_when_a_step_has_ended() throws Exception {
    CountDownLatch stepping = new CountDownLatch(1);
    CountDownLatch step = new CountDownLatch(1);
    GuardedScan slow =
        new GuardedScan(lifecycle) {
          private boolean released;

          @Override
          protected Entry advance() {
            stepping.countDown();
            try {
              step.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            assertThat(released).isFalse();
            return Entry.keyOnly(Key.ROOT);
          }

          @Override
          protected void release() {
            released = true;
          }
        };
    Future<Boolean> reading = threads.submit(slow::hasNext);
    stepping.await();
    Future<?> closing = threads.submit(() -> lifecycle.close(() -> {}));
    await().until(lifecycle::isClosed);

    assertThat(closing.isDone()).isFalse();
    step.countDown();

    assertThat(reading.get()).isTrue();
    closing.get();
    assertThatThrownBy(slow::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void no_race_of_steps_and_closings_touches_it_after_its_release() throws Exception {
    for (int round = 0; round < 200; round++) {
      Lifecycle raced = new Lifecycle("a store");
      Counting scan = new Counting(raced, Integer.MAX_VALUE);
      CountDownLatch ready = new CountDownLatch(3);
      Future<?> reading =
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                while (true) {
                  try {
                    scan.next();
                  } catch (DatastoreClosedException e) {
                    return null;
                  }
                }
              });
      Future<?> closing =
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                scan.close();
                return null;
              });
      Future<?> closingAll =
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                raced.close(() -> {});
                return null;
              });
      reading.get();
      closing.get();
      closingAll.get();
      assertThat(scan.released).hasValue(1);
    }
  }
}
