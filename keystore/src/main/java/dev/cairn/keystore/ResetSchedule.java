package dev.cairn.keystore;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.multiformats.Multihash;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resets a keystore at once and then once in an interval, never twice at the same time, on an
 * executor that is the caller's.
 *
 * <p>A reset that fails is logged and told, and the next one tries again; one that finds another
 * reset running leaves it at that. What fails since the keystore, or this, is closed is no failure:
 * it ends the schedule quietly.
 *
 * <p>An interval of zero means no reset at all. A keystore that is never reset need not be kept on
 * disk: {@link ResettableKeystore#inMemory()} will do.
 */
public final class ResetSchedule implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ResetSchedule.class);

  private final ResettableKeystore keystore;
  private final Supplier<? extends CloseableIterator<Multihash>> source;
  private final Listener listener;

  /** Held during a reset. */
  private final ReentrantLock running = new ReentrantLock();

  private volatile @Nullable Future<?> resets;
  private volatile boolean closed;

  private ResetSchedule(
      ResettableKeystore keystore,
      Supplier<? extends CloseableIterator<Multihash>> source,
      Listener listener) {
    this.keystore = keystore;
    this.source = source;
    this.listener = listener;
  }

  /** Is told how each reset ended, in the thread that made it. */
  public interface Listener {
    /**
     * Is told of a reset that put a new set in force.
     *
     * @param result what it did
     */
    default void completed(ResetResult result) {}

    /**
     * Is told of a reset that failed and left the old set in force, or, if it is a {@link
     * ResetCleanupException}, could not delete it.
     *
     * @param failure why
     */
    default void failed(RuntimeException failure) {}
  }

  /**
   * Starts a schedule.
   *
   * @param keystore what is reset; stays open when the schedule is closed
   * @param source opens what the new set is made of, for each reset anew, when changes are captured
   *     already; it is closed in every case
   * @param interval between the beginnings of two resets; a longer reset delays the next
   * @param executor runs the resets; stays up
   * @param listener is told of each reset
   * @return the schedule, which the caller closes before the keystore
   * @throws IllegalArgumentException if the interval is negative
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes nothing
   */
  public static ResetSchedule start(
      ResettableKeystore keystore,
      Supplier<? extends CloseableIterator<Multihash>> source,
      Duration interval,
      ScheduledExecutorService executor,
      Listener listener) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException(
          "the time between resets is not negative: " + interval + "; zero means none");
    }
    ResetSchedule schedule = new ResetSchedule(keystore, source, listener);
    if (!interval.isZero()) {
      schedule.resets =
          executor.scheduleAtFixedRate(
              schedule::resetOnce, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }
    return schedule;
  }

  private void resetOnce() {
    running.lock();
    try {
      if (!closed) {
        listener.completed(keystore.resetFrom(() -> new StoppableSource(source.get())));
      }
    } catch (ResetInProgressException e) {
      log.info("no reset of {} this time: {}", keystore, e.getMessage());
    } catch (DatastoreClosedException | CancelledException e) {
      log.debug("no more resets of {}", keystore, e);
      stop();
    } catch (RuntimeException e) {
      tell(e);
    } finally {
      running.unlock();
    }
  }

  private void tell(RuntimeException failure) {
    if (closed) {
      log.debug("a reset of {} ended with its schedule", keystore, failure);
      return;
    }
    log.warn("a reset of {} failed; the next one tries again", keystore, failure);
    listener.failed(failure);
  }

  private void stop() {
    closed = true;
    Future<?> future = resets;
    if (future != null) {
      future.cancel(/* mayInterruptIfRunning= */ false);
    }
  }

  /**
   * Ends the schedule: no reset begins any more, and one that is running ends without a commit when
   * its source is asked for more. Waits for that. Idempotent.
   */
  @Override
  public void close() {
    stop();
    running.lock(); // a reset lets go of it in the end
    try {
      log.debug("there will be no more resets of {}", keystore);
    } finally {
      running.unlock();
    }
  }

  /** A source that ends, by a failure, when the schedule is closed. */
  private final class StoppableSource implements CloseableIterator<Multihash> {
    private final CloseableIterator<Multihash> all;

    StoppableSource(CloseableIterator<Multihash> all) {
      this.all = all;
    }

    @Override
    public boolean hasNext() {
      if (closed) {
        throw new CancelledException("the reset was stopped, since its schedule was closed");
      }
      return all.hasNext();
    }

    @Override
    public Multihash next() {
      return all.next();
    }

    @Override
    public void close() {
      all.close();
    }
  }
}
