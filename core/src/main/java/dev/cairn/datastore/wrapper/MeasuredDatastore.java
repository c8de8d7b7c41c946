package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Datastore;
import java.util.function.LongSupplier;

/**
 * Measures every call: its kind, how it ended, how long it took and how many bytes of values it
 * moved. A query is measured with its iteration, until its results are closed.
 *
 * <pre>{@code
 * var measurements = new CountingMeasurements();
 * Datastore measured = MeasuredDatastore.around(store, measurements);
 * }</pre>
 */
public final class MeasuredDatastore extends ObservingDatastore {

  private MeasuredDatastore(Datastore delegate, Measurements measurements, LongSupplier nanoTime) {
    super(delegate, (operation, subject) -> new Timed(operation, measurements, nanoTime));
  }

  /**
   * {@return {@code store}, measured; where the measurements are {@link Measurements#NONE}, the
   * store itself, so that nothing is paid for}
   *
   * @param store the store, which the wrapper owns
   * @param measurements takes what is measured
   */
  public static Datastore around(Datastore store, Measurements measurements) {
    return around(store, measurements, System::nanoTime);
  }

  /**
   * {@return {@code store}, measured by another clock}
   *
   * @param store the store, which the wrapper owns
   * @param measurements takes what is measured
   * @param nanoTime the clock, in nanoseconds from any origin, as {@link System#nanoTime}
   */
  public static Datastore around(
      Datastore store, Measurements measurements, LongSupplier nanoTime) {
    return measurements == Measurements.NONE
        ? store
        : new MeasuredDatastore(store, measurements, nanoTime);
  }

  /** One call while it runs. */
  private static final class Timed implements Observation {
    private final Operation operation;
    private final Measurements measurements;
    private final LongSupplier nanoTime;
    private final long begun;

    Timed(Operation operation, Measurements measurements, LongSupplier nanoTime) {
      this.operation = operation;
      this.measurements = measurements;
      this.nanoTime = nanoTime;
      this.begun = nanoTime.getAsLong();
    }

    @Override
    public void ended(Outcome outcome, long bytes) {
      measurements.record(operation, outcome, nanoTime.getAsLong() - begun, bytes);
    }

    @Override
    public void failed(Throwable failure) {
      ended(Outcome.FAILED, 0);
    }
  }
}
