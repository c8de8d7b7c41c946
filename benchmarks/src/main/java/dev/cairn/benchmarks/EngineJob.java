package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One operation on one store, in random order, shared out to some threads. */
final class EngineJob implements Contestant {

  /** What is done. */
  enum Operation {
    GET("get"),
    PUT("put"),
    BATCH("batch of 4096"),
    MULTI_GET("multi-get of 100"),
    SCAN("full scan"),
    PREFIX_SCAN("prefix scan"),
    HAS_HIT("has, hit"),
    HAS_MISS("has, miss");

    private final String title;

    Operation(String title) {
      this.title = title;
    }

    private boolean writes() {
      return this == PUT || this == BATCH;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  private static final int BATCH = 4096;

  /** Bytes of the largest batch, about. */
  private static final int BATCH_BYTES = 8 << 20;

  private static final int MULTI_GET = 100;

  private static final int PRESENT = 1;
  private static final int ABSENT = 2;

  private final KeyValues store;
  private final Operation operation;
  private final int entries;
  private final int threads;
  private final int batch;
  private final byte[][] values;
  private final ExecutorService executor;

  /** What there is to read, or not. */
  private final List<Key> keys;

  /** How many keys were written, so that each round writes others. */
  private int written;

  private EngineJob(KeyValues store, Operation operation, int entries, int valueSize, int threads) {
    this.store = store;
    this.operation = operation;
    this.entries = entries;
    this.threads = threads;
    this.batch = Math.max(1, Math.min(BATCH, BATCH_BYTES / valueSize));
    this.values = Workload.values(valueSize);
    this.keys =
        Workload.groupedKeys(operation == Operation.HAS_MISS ? ABSENT : PRESENT, 0, entries);
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /**
   * {@return the job, with a store that is filled where the operation reads}
   *
   * @param store opened and empty; the job closes it
   * @param operation what is done
   * @param entries to or with how many entries, each time
   * @param valueSize bytes of a value
   * @param threads by how many threads
   * @throws Exception whatever the store throws; it is closed
   */
  static EngineJob on(KeyValues store, Operation operation, int entries, int valueSize, int threads)
      throws Exception {
    EngineJob job = new EngineJob(store, operation, entries, valueSize, threads);
    try {
      if (!operation.writes()) {
        job.writeBatches(Workload.groupedKeys(PRESENT, 0, entries));
        store.sync();
        store.settle();
      }
      return job;
    } catch (Exception | Error e) {
      job.close();
      throw e;
    }
  }

  /** {@return entries a second} */
  @Override
  public double measure() throws Exception {
    List<Key> next = next();
    return Stopwatch.rate(steps(), () -> work(next));
  }

  /** {@return how many entries a round reads or writes: each thread makes its own full scan} */
  int steps() {
    return operation == Operation.SCAN ? entries * threads : entries;
  }

  /** {@return the keys of the next round} */
  List<Key> next() {
    if (!operation.writes()) {
      return keys;
    }
    List<Key> fresh = Workload.groupedKeys(PRESENT, written, entries);
    written += entries;
    return fresh;
  }

  /** Does a round: here where there is one thread, else shared out. */
  void work(List<Key> round) throws Exception {
    if (threads == 1) {
      work(round, 0);
      return;
    }
    List<Callable<Object>> parts = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int part = thread;
      List<Key> share =
          round.subList(round.size() * part / threads, round.size() * (part + 1) / threads);
      parts.add(
          () -> {
            work(share, part);
            return share;
          });
    }
    for (Future<Object> part : executor.invokeAll(parts)) {
      part.get();
    }
  }

  private void work(List<Key> share, int part) throws Exception {
    switch (operation) {
      case GET -> get(share);
      case PUT -> put(share);
      case BATCH -> writeBatches(share);
      case MULTI_GET -> multiGet(share);
      case SCAN -> requireAll(store.scan(Key.ROOT), entries);
      case PREFIX_SCAN -> scanGroups(part);
      case HAS_HIT -> has(share, share.size());
      case HAS_MISS -> has(share, 0);
    }
  }

  private void put(List<Key> share) throws Exception {
    for (int i = 0; i < share.size(); i++) {
      store.put(share.get(i), values[i % values.length]);
    }
  }

  private void writeBatches(List<Key> share) throws Exception {
    for (int from = 0; from < share.size(); from += batch) {
      store.putAll(share.subList(from, Math.min(share.size(), from + batch)), values);
    }
  }

  private void get(List<Key> share) throws Exception {
    for (Key key : share) {
      if (store.get(key) == null) {
        throw new IllegalStateException(store + " lost " + key);
      }
    }
  }

  private void multiGet(List<Key> share) throws Exception {
    for (int from = 0; from < share.size(); from += MULTI_GET) {
      List<Key> some = share.subList(from, Math.min(share.size(), from + MULTI_GET));
      int found = store.getAll(some);
      if (found != some.size()) {
        throw new IllegalStateException(store + " found " + found + " of " + some.size());
      }
    }
  }

  private void has(List<Key> share, int expected) throws Exception {
    int found = 0;
    for (Key key : share) {
      found += store.has(key) ? 1 : 0;
    }
    if (found != expected) {
      throw new IllegalStateException(store + " found " + found + " instead of " + expected);
    }
  }

  private void scanGroups(int part) throws Exception {
    for (int group = part; group < Workload.GROUPS; group += threads) {
      requireAll(store.scan(Workload.group(group)), Workload.sizeOfGroup(group, entries));
    }
  }

  private void requireAll(long bytes, int expected) {
    if (bytes != (long) expected * values[0].length) {
      throw new IllegalStateException(store + " listed " + bytes + " bytes of values");
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      store.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + store, e);
    }
  }
}
