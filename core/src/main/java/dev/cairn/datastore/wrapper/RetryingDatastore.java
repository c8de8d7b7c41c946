package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes calls again that failed with a {@linkplain DatastoreException#retryable() retryable}
 * exception, as a {@link RetryPolicy} says; any other exception passes at once.
 *
 * <p>A call that failed may have happened, so only what may happen twice is repeated: reads, puts,
 * deletes, batches (made anew for each attempt), syncs and upkeep. Conditional writes and the
 * commits of transactions and bulk loads pass through once. A listing is not resumed once it has
 * begun.
 *
 * <p>An interrupt stops the attempts with {@link CancelledException}.
 */
public final class RetryingDatastore extends InterceptingDatastore {

  private static final Set<Operation> ONCE =
      EnumSet.of(Operation.COMMIT, Operation.PUT_IF_ABSENT, Operation.REPLACE, Operation.CLOSE);

  private final RetryPolicy policy;
  private final Surroundings surroundings;

  /**
   * Wraps a store; between attempts the calling thread sleeps.
   *
   * @param delegate the store below, which the wrapper owns
   * @param policy how often to try
   */
  public RetryingDatastore(Datastore delegate, RetryPolicy policy) {
    this(delegate, policy, Surroundings.SYSTEM);
  }

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param policy how often to try
   * @param surroundings the time and the chance to go by
   */
  public RetryingDatastore(Datastore delegate, RetryPolicy policy, Surroundings surroundings) {
    super(delegate);
    this.policy = policy;
    this.surroundings = surroundings;
  }

  /** Lets time pass between two attempts. */
  @FunctionalInterface
  public interface Pause {

    /**
     * Returns after {@code duration}.
     *
     * @param duration how long
     * @throws InterruptedException if the thread is interrupted: there is no further attempt
     * @throws CancelledException if the caller no longer wants the answer
     */
    void await(Duration duration) throws InterruptedException;
  }

  /**
   * The time and the chance that a policy goes by.
   *
   * @param pause lets time pass
   * @param nanoTime tells it, in nanoseconds from any origin, as {@link System#nanoTime}
   * @param random draws numbers from 0 to 1, exclusive, for the jitter
   */
  public record Surroundings(Pause pause, LongSupplier nanoTime, DoubleSupplier random) {

    /** Sleep, the system's clock, and chance that no two threads share. */
    public static final Surroundings SYSTEM =
        new Surroundings(
            duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()),
            System::nanoTime,
            () -> ThreadLocalRandom.current().nextDouble());
  }

  @Override
  Datastore around(Datastore other) {
    return new RetryingDatastore(other, policy, surroundings);
  }

  @Override
  <T> T call(Operation operation, Object subject, long bytes, Supplier<T> call) {
    return ONCE.contains(operation)
        ? call.get()
        : retry(operation + " " + Subject.inWords(subject), call);
  }

  private <T> T retry(String what, Supplier<T> call) {
    long begun = surroundings.nanoTime().getAsLong();
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (DatastoreException e) {
        if (!e.retryable() || policy.attempts() == 1) {
          throw e;
        }
        pauseOrGiveUp(what, attempt, begun, e);
      }
    }
  }

  private void pauseOrGiveUp(String what, int attempt, long begun, DatastoreException failure) {
    Duration pause = policy.pauseAfter(attempt, surroundings.random().getAsDouble());
    Duration spent = Duration.ofNanos(surroundings.nanoTime().getAsLong() - begun);
    if (attempt >= policy.attempts() || spent.plus(pause).compareTo(policy.budget()) > 0) {
      throw new DatastoreException(
          "%s: gave up after %d attempts within %d ms; the last failure was: %s"
              .formatted(what, attempt, spent.toMillis(), failure.getMessage()),
          failure,
          /* retryable= */ true);
    }
    try {
      surroundings.pause().await(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "%s: interrupted after %d attempts; the last failure was: %s"
              .formatted(what, attempt, failure.getMessage()),
          failure);
    }
  }

  @Override
  public Batch batch() {
    return new RetriedBatch(calls().call(Operation.BATCH, Key.ROOT, this::batchBelow));
  }

  private Batch batchBelow() {
    return Datastores.require(delegate(), Batching.class).batch();
  }

  /** Remembers its writes, to put them into another batch where a commit fails. */
  private final class RetriedBatch extends ForwardingBatch {
    private final List<Consumer<Batch>> writes = new ArrayList<>();
    private boolean committed;

    RetriedBatch(Batch delegate) {
      super(delegate);
    }

    @Override
    public void put(Key key, byte[] value) {
      retry("add a put of " + key, () -> add(() -> super.put(key, value)));
      byte[] copy = value.clone();
      writes.add(batch -> batch.put(key, copy));
    }

    @Override
    public void delete(Key key) {
      retry("add a delete of " + key, () -> add(() -> super.delete(key)));
      writes.add(batch -> batch.delete(key));
    }

    private boolean add(Runnable write) {
      write.run();
      return true;
    }

    @Override
    public int size() {
      return writes.size();
    }

    @Override
    public void commit(Durability durability) {
      if (committed) {
        super.commit(durability); // which refuses it
        return;
      }
      retry("commit a batch of " + size() + " writes", () -> commitOrAnew(durability));
    }

    private boolean commitOrAnew(Durability durability) {
      if (!committed) {
        committed = true;
        super.commit(durability);
        return true;
      }
      try (Batch batch = batchBelow()) {
        writes.forEach(write -> write.accept(batch));
        batch.commit(durability);
      }
      return true;
    }
  }
}
