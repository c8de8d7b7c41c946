package dev.cairn.gc;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects from time to time: when a period is over, when a {@link Watermark} is reached, or on
 * either. Nothing runs before {@link #start}.
 *
 * <p>A collection that fails is logged, and the next look tries again. One that does not get the
 * usage below the watermark is logged as well; the watermark then asks again only when a period, or
 * where there is none an hour, has passed.
 *
 * <p>Any number of threads may call at once; of two looks at one time, the second does nothing.
 */
public final class CollectionSchedule implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CollectionSchedule.class);
  private static final Duration PAUSE = Duration.ofHours(1);

  private final Collector collector;
  private final CollectionOptions options;
  private final Clock clock;
  private final Optional<Duration> period;
  private final Optional<Watermark> watermark;
  private final LongSupplier usage;
  private volatile Instant last;
  private volatile @Nullable Instant inVain;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<@Nullable ScheduledFuture<?>> looks = new AtomicReference<>();

  private CollectionSchedule(
      Collector collector,
      CollectionOptions options,
      Clock clock,
      Optional<Duration> period,
      Optional<Watermark> watermark,
      LongSupplier usage) {
    this.collector = collector;
    this.options = options.cancelledBy(options.cancellation().or(closed::get));
    this.clock = clock;
    this.period = period;
    this.watermark = watermark;
    this.usage = usage;
    this.last = clock.instant();
  }

  /**
   * {@return a schedule that collects once in each period}
   *
   * @param collector what collects; it stays open when the schedule is closed
   * @param options how
   * @param period the time between two collections; the first comes after one
   * @param clock tells the time
   * @throws IllegalArgumentException if the period is zero or negative
   */
  public static CollectionSchedule every(
      Collector collector, CollectionOptions options, Duration period, Clock clock) {
    return new CollectionSchedule(
        collector, options, clock, Optional.of(positive(period)), Optional.empty(), () -> 0);
  }

  /**
   * {@return a schedule that collects when the first mount is full enough}
   *
   * @param collector what collects; it stays open when the schedule is closed
   * @param options how
   * @param watermark from where on
   * @param usage tells the bytes that the first mount takes, and no other, such as {@link
   *     dev.cairn.datastore.DiskUsage} of its datastore
   * @param clock tells the time
   */
  public static CollectionSchedule above(
      Collector collector,
      CollectionOptions options,
      Watermark watermark,
      LongSupplier usage,
      Clock clock) {
    return new CollectionSchedule(
        collector, options, clock, Optional.empty(), Optional.of(watermark), usage);
  }

  /**
   * {@return this schedule with a period beside the watermark: whichever comes first}
   *
   * @param more the time between two collections
   * @throws IllegalArgumentException if the period is zero or negative
   */
  public CollectionSchedule orEvery(Duration more) {
    return new CollectionSchedule(
        collector, options, clock, Optional.of(positive(more)), watermark, usage);
  }

  private static Duration positive(Duration period) {
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("a period is longer than " + period);
    }
    return period;
  }

  /**
   * Begins to look from time to time whether a collection is due.
   *
   * @param executor where looks and collections run; it is not shut down
   * @param every the time between two looks
   * @throws IllegalStateException if it was started, or is closed
   */
  public void start(ScheduledExecutorService executor, Duration every) {
    long nanos = positive(every).toNanos();
    ScheduledFuture<?> started =
        executor.scheduleWithFixedDelay(this::lookSafely, nanos, nanos, TimeUnit.NANOSECONDS);
    if (!looks.compareAndSet(null, started)) {
      started.cancel(false);
      throw new IllegalStateException("the schedule was started already; make another");
    }
    if (closed.get()) {
      started.cancel(false);
      throw new IllegalStateException("the schedule is closed; make another");
    }
  }

  /** An exception would end all further looks. */
  private void lookSafely() {
    try {
      look();
    } catch (CancelledException | DatastoreClosedException e) {
      log.info("a scheduled collection was stopped: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("a scheduled collection failed; the next look tries again", e);
    }
  }

  /**
   * Looks whether a collection is due, and collects if so.
   *
   * @return what was done, or nothing where none was due or somebody else is at it
   * @throws DatastoreException as {@link Collector#collect} does
   */
  public Optional<CollectionReport> look() {
    if (closed.get() || !looking.compareAndSet(false, true)) {
      return Optional.empty();
    }
    try {
      Instant now = clock.instant();
      boolean isFull = isFull(now);
      if (!isFull && !isPeriodOver(now)) {
        return Optional.empty();
      }
      CollectionReport report = collector.collect(options);
      last = now;
      inVain = isFull && isStillFull() ? now : null;
      return Optional.of(report);
    } finally {
      looking.set(false);
    }
  }

  private boolean isPeriodOver(Instant now) {
    return period.isPresent() && !now.isBefore(last.plus(period.get()));
  }

  private boolean isFull(Instant now) {
    Instant tried = inVain;
    boolean isPausing = tried != null && now.isBefore(tried.plus(period.orElse(PAUSE)));
    return !isPausing && watermark.isPresent() && watermark.get().isReachedBy(usage.getAsLong());
  }

  private boolean isStillFull() {
    long left = usage.getAsLong();
    boolean isFull = watermark.isPresent() && watermark.get().isReachedBy(left);
    if (isFull) {
      log.warn(
          "after a collection the first mount still takes {} bytes, and {} are the watermark; unpin"
              + " something, give it more room, or compact it",
          left,
          watermark.get().bytes());
    }
    return isFull;
  }

  /** Ends the looks, and stops a collection that runs at its next step. Idempotent. */
  @Override
  public void close() {
    closed.set(true);
    ScheduledFuture<?> started = looks.get();
    if (started != null) {
      started.cancel(false);
    }
  }
}
