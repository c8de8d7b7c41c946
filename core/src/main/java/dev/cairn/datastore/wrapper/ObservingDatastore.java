package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Tells an {@link Observer} of every call: on the store, on its batches and transactions, and on
 * its abilities. A query is one call from the question to the closing of its results.
 *
 * <p>{@link MeasuredDatastore}, {@link LoggingDatastore} and {@link TracedDatastore} are made of
 * it.
 */
public class ObservingDatastore extends InterceptingDatastore {

  private final Observer observer;

  /**
   * Wraps a store.
   *
   * @param delegate the store below, which the wrapper owns
   * @param observer who is told of the calls
   */
  public ObservingDatastore(Datastore delegate, Observer observer) {
    super(delegate);
    this.observer = observer;
  }

  @Override
  final Datastore around(Datastore other) {
    return new ObservingDatastore(other, observer);
  }

  @Override
  final <T> T call(Operation operation, Object subject, long bytes, Supplier<T> call) {
    Observation observation = observer.begin(operation, subject);
    T result;
    try {
      result = call.get();
    } catch (Throwable e) {
      observation.failed(e);
      throw e;
    }
    observation.ended(Outcome.of(operation, result), bytes + bytesOf(result));
    return result;
  }

  private static long bytesOf(Object result) {
    if (result instanceof Optional<?> found && found.orElse(null) instanceof byte[] value) {
      return value.length;
    }
    if (result instanceof Map<?, ?> values) {
      return values.values().stream().mapToLong(value -> ((byte[]) value).length).sum();
    }
    return 0;
  }

  @Override
  final Results list(Query query, Supplier<Results> ask) {
    Observation observation = observer.begin(Operation.QUERY, query);
    try {
      return new ObservedResults(ask.get(), observation);
    } catch (Throwable e) {
      observation.failed(e);
      throw e;
    }
  }

  /** Results whose closing, or first failure, ends the call. */
  private static final class ObservedResults implements Results {
    private final Results below;
    private final Observation observation;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long bytes;

    ObservedResults(Results below, Observation observation) {
      this.below = below;
      this.observation = observation;
    }

    @Override
    public Query query() {
      return below.query();
    }

    @Override
    public boolean hasNext() {
      return step(below::hasNext);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread steps; another may read, and close
    public Entry next() {
      Entry entry = step(below::next);
      if (entry.hasValue()) {
        bytes += entry.value().length;
      }
      return entry;
    }

    private <T> T step(Supplier<T> step) {
      try {
        return step.get();
      } catch (NoSuchElementException e) {
        throw e; // the caller's mistake: the listing is well
      } catch (Throwable e) {
        if (ended.compareAndSet(false, true)) {
          observation.failed(e);
        }
        throw e;
      }
    }

    @Override
    public void close() {
      step(
          () -> {
            below.close();
            return true;
          });
      if (ended.compareAndSet(false, true)) {
        observation.ended(Outcome.DONE, bytes);
      }
    }
  }
}
