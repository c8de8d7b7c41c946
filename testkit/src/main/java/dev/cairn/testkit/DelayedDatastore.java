package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A slow store, as slow as a test says: a call waits until it is let go, or does what an injected
 * delay does, such as moving a clock. Nothing ever sleeps.
 *
 * <pre>{@code
 * var store = new DelayedDatastore(new MemoryDatastore());
 * DelayedDatastore.Hold hold = store.hold(Operation.PUT);
 * threads.start(() -> store.put(key, value));
 * hold.awaitArrival(); // the put is in progress now, and stays so
 * store.get(key);
 * hold.release();
 * }</pre>
 *
 * <p>As safe for many threads as the store below.
 */
public final class DelayedDatastore extends InterceptedDatastore {

  private final Delay delay;
  private final Map<Operation, Hold> holds = new ConcurrentHashMap<>();

  /** What happens before a call. */
  @FunctionalInterface
  public interface Delay {

    /**
     * Delays a call, by moving a clock, say, or by waiting for a latch.
     *
     * @param operation which kind of call
     */
    void before(Operation operation);
  }

  /**
   * Wraps a store of which no call waits yet.
   *
   * @param delegate closed with this one
   */
  public DelayedDatastore(Datastore delegate) {
    this(delegate, operation -> {});
  }

  /**
   * Wraps a store.
   *
   * @param delegate closed with this one
   * @param delay happens before each call, in the thread that makes it
   */
  public DelayedDatastore(Datastore delegate, Delay delay) {
    super(delegate);
    this.delay = delay;
  }

  /**
   * Lets every call of a kind wait, from now on until it is released.
   *
   * @param operation which kind of call
   * @return what lets them go
   */
  public Hold hold(Operation operation) {
    Hold hold = new Hold(operation);
    Hold earlier = holds.put(operation, hold);
    if (earlier != null) {
      earlier.release();
    }
    return hold;
  }

  @Override
  void before(Operation operation) {
    delay.before(operation);
    Hold hold = holds.get(operation);
    if (hold != null) {
      hold.pass();
    }
  }

  /** {@return every ability of the store below, whose calls are not delayed} */
  @Override
  protected <T> Optional<T> adapt(Class<T> ability, T below) {
    return Optional.of(below);
  }

  /** Calls that wait. Any thread may use it. */
  public static final class Hold {
    private final Operation operation;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Hold(Operation operation) {
      this.operation = operation;
    }

    private void pass() {
      arrived.countDown();
      await(released);
    }

    /**
     * Waits until a call waits here.
     *
     * @throws DatastoreException if the calling thread is interrupted
     */
    public void awaitArrival() {
      await(arrived);
    }

    /** Lets all calls go that wait here, and those that come later. Idempotent. */
    public void release() {
      released.countDown();
    }

    private void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DatastoreException("interrupted while " + operation + " was held up", e);
      }
    }
  }
}
