package dev.cairn.datastore.wrapper;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keeps measurements in memory: per operation, a counter for each outcome, a histogram of times and
 * one of sizes.
 *
 * <p>Threads that record at once do not wait for each other; what is read meanwhile may lack calls
 * that are being recorded.
 */
public final class CountingMeasurements implements Measurements {

  /** 0.1 ms, 1 ms, 10 ms, 100 ms, 1 s. */
  private static final long[] NANOS = {100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000};

  private static final long[] BYTES = {1 << 6, 1 << 12, 1 << 18, 1 << 24};

  private final Map<Operation, Counts> operations = new EnumMap<>(Operation.class);

  /** Creates measurements in which nothing was measured yet. */
  public CountingMeasurements() {
    for (Operation operation : Operation.values()) {
      operations.put(operation, new Counts());
    }
  }

  @Override
  public void record(Operation operation, Outcome outcome, long nanos, long bytes) {
    Counts counts = of(operation);
    counts.of(outcome).increment();
    counts.nanos.add(nanos);
    if (bytes > 0) {
      counts.bytes.add(bytes);
    }
  }

  /**
   * {@return how many calls there were}
   *
   * @param operation of which kind
   */
  public long count(Operation operation) {
    return of(operation).outcomes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /**
   * {@return how many calls ended so}
   *
   * @param operation calls of which kind
   * @param outcome how they ended
   */
  public long count(Operation operation, Outcome outcome) {
    return of(operation).of(outcome).sum();
  }

  /**
   * {@return how long calls took, in nanoseconds, in buckets up to 0.1 ms, 1 ms, 10 ms, 100 ms, 1 s
   * and above}
   *
   * @param operation calls of which kind
   */
  public Distribution latencies(Operation operation) {
    return of(operation).nanos.distribution();
  }

  /**
   * {@return how many bytes of values calls moved that moved any, in buckets up to 64, 4 Ki, 256
   * Ki, 16 Mi and above}
   *
   * @param operation calls of which kind
   */
  public Distribution sizes(Operation operation) {
    return of(operation).bytes.distribution();
  }

  private Counts of(Operation operation) {
    return Objects.requireNonNull(operations.get(operation));
  }

  /** What is kept of one operation. */
  private static final class Counts {
    final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    final Histogram nanos = new Histogram(NANOS);
    final Histogram bytes = new Histogram(BYTES);

    Counts() {
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(outcome, new LongAdder());
      }
    }

    LongAdder of(Outcome outcome) {
      return Objects.requireNonNull(outcomes.get(outcome));
    }
  }

  /** Counts of values in fixed buckets. */
  private static final class Histogram {
    private final long[] bounds;
    private final List<LongAdder> counts;
    private final LongAdder sum = new LongAdder();

    Histogram(long[] bounds) {
      this.bounds = bounds;
      this.counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toList();
    }

    void add(long value) {
      int bucket = 0;
      while (bucket < bounds.length && value > bounds[bucket]) {
        bucket++;
      }
      counts.get(bucket).increment();
      sum.add(value);
    }

    Distribution distribution() {
      return new Distribution(
          LongStream.of(bounds).boxed().toList(),
          counts.stream().map(LongAdder::sum).toList(),
          sum.sum());
    }
  }
}
