package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One operation on one store, entry by entry in random order, on one thread. */
final class EngineJob implements Contestant {

  /** What is done. */
  enum Operation {
    PUT,
    GET,
    BATCH,
    HAS,
    SCAN;

    private boolean writes() {
      return this == PUT || this == BATCH;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int BATCH = 4096;

  /** Bytes of the largest batch, about. */
  private static final int BATCH_BYTES = 8 << 20;

  private static final int PRESENT = 1;
  private static final int ABSENT = 2;

  private final KeyValues store;
  private final Operation operation;
  private final int entries;
  private final int batch;
  private final byte[][] values;

  /** What there is to read; of a round that looks, every second is absent. */
  private final Key[] keys;

  /** How many keys were written, so that each round writes others. */
  private int written;

  private EngineJob(KeyValues store, Operation operation, int entries, int valueSize) {
    this.store = store;
    this.operation = operation;
    this.entries = entries;
    this.batch = Math.max(1, Math.min(BATCH, BATCH_BYTES / valueSize));
    this.values = Workload.values(valueSize);
    this.keys = Workload.keys(PRESENT, 0, entries);
    if (operation == Operation.HAS) {
      Key[] absent = Workload.keys(ABSENT, 0, entries);
      for (int i = 0; i < entries; i += 2) {
        keys[i] = absent[i];
      }
    }
  }

  /**
   * {@return the job, with a store that is filled where the operation reads}
   *
   * @param store opened and empty; the job closes it
   * @param operation what is done
   * @param entries how often, each time
   * @param valueSize bytes of a value
   * @throws Exception whatever the store throws; it is closed
   */
  static Contestant on(KeyValues store, Operation operation, int entries, int valueSize)
      throws Exception {
    EngineJob job = new EngineJob(store, operation, entries, valueSize);
    try {
      if (!operation.writes()) {
        job.writeBatches(Workload.keys(PRESENT, 0, entries));
        store.sync();
      }
      return job;
    } catch (Exception | Error e) {
      store.close();
      throw e;
    }
  }

  @Override
  public double measure() throws Exception {
    return switch (operation) {
      case PUT -> {
        Key[] fresh = fresh();
        yield Stopwatch.rate(entries, () -> put(fresh));
      }
      case BATCH -> {
        Key[] fresh = fresh();
        yield Stopwatch.rate(entries, () -> writeBatches(fresh));
      }
      case GET -> Stopwatch.rate(entries, this::get);
      case HAS -> Stopwatch.rate(entries, this::has);
      case SCAN -> Stopwatch.rate(entries, this::scan);
    };
  }

  private Key[] fresh() {
    Key[] fresh = Workload.keys(PRESENT, written, entries);
    written += entries;
    return fresh;
  }

  private void put(Key[] fresh) throws Exception {
    for (int i = 0; i < fresh.length; i++) {
      store.put(fresh[i], values[i % values.length]);
    }
  }

  private void writeBatches(Key[] fresh) throws Exception {
    List<Key> all = Arrays.asList(fresh);
    for (int from = 0; from < all.size(); from += batch) {
      store.putAll(all.subList(from, Math.min(all.size(), from + batch)), values);
    }
  }

  private void get() throws Exception {
    for (Key key : keys) {
      if (store.get(key) == null) {
        throw new IllegalStateException(store + " lost " + key);
      }
    }
  }

  private void has() throws Exception {
    int found = 0;
    for (Key key : keys) {
      found += store.has(key) ? 1 : 0;
    }
    if (found != entries / 2) {
      throw new IllegalStateException(store + " found " + found + " of " + entries / 2);
    }
  }

  private void scan() throws Exception {
    long bytes = store.scan();
    if (bytes != (long) entries * values[0].length) {
      throw new IllegalStateException(store + " listed " + bytes + " bytes of values");
    }
  }

  @Override
  public void close() {
    try {
      store.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + store, e);
    }
  }
}
