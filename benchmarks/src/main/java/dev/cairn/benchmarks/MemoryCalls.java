package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reads of 100-byte values in random order, from {@link MemoryDatastore} and from a bare map with
 * the same keys. The store hands out an array that is the caller's, so the map's value is copied
 * too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class MemoryCalls {

  private static final int ENTRIES = 1 << 16;
  private static final int VALUE_SIZE = 100;
  private static final int SEED = 7;

  private final Key[] keys = Workload.keys(SEED, 0, ENTRIES);
  private final MemoryDatastore store = new MemoryDatastore();
  private final ConcurrentSkipListMap<Key, byte[]> map = new ConcurrentSkipListMap<>();
  private int next;

  /** Fills both. */
  public MemoryCalls() {
    Random random = new Random(SEED);
    for (Key key : keys) {
      byte[] value = new byte[VALUE_SIZE];
      random.nextBytes(value);
      store.put(key, value);
      map.put(key, value);
    }
  }

  /** Reads from the store. */
  @Benchmark
  public Object store() {
    return store.get(next());
  }

  /** Reads from the map. */
  @Benchmark
  public Object map() {
    return Objects.requireNonNull(map.get(next())).clone();
  }

  private Key next() {
    next = (next + 1) & (ENTRIES - 1);
    return keys[next];
  }
}
