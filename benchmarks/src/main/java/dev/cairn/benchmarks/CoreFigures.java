package dev.cairn.benchmarks;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The figures of keys and of the store in memory. */
final class CoreFigures {

  private static final Key PREFIX = Key.of("/blocks");
  private static final byte[] VALUE = new byte[100];

  private CoreFigures() {}

  static List<Figure> at(Scale scale) {
    int entries = scale.of(100_000, 1_000_000);
    return List.of(
        Figure.alone(
            "Key.of, 60 characters",
            Unit.CALLS_PER_SECOND,
            Goal.told("10 M calls/s"),
            JmhContestant.of(KeyCalls.class, "of", scale)),
        allocation("Key.compareTo, allocated", Key.of(KeyCalls.PATH)::compareTo),
        allocation("Key.isAncestorOf, allocated", key -> PREFIX.isAncestorOf(key) ? 1 : 0),
        namespaceAllocation(),
        Figure.against(
            "MemoryDatastore.get, 100 B",
            Unit.CALLS_PER_SECOND,
            Goal.ratio(0.8),
            JmhContestant.of(MemoryCalls.class, "store", scale),
            JmhContestant.of(MemoryCalls.class, "map", scale)),
        Figure.against(
            "MemoryDatastore, listing of " + entries,
            Unit.ENTRIES_PER_SECOND,
            Goal.NONE,
            scratch -> storeListing(entries),
            scratch -> mapListing(entries)),
        Figure.alone(
            "Key.compareTo",
            Unit.CALLS_PER_SECOND,
            Goal.NONE,
            JmhContestant.of(KeyCalls.class, "compare", scale)),
        Figure.alone(
            "Key.isAncestorOf",
            Unit.CALLS_PER_SECOND,
            Goal.NONE,
            JmhContestant.of(KeyCalls.class, "prefix", scale)));
  }

  /** Tests one key against others. */
  private interface KeyTest {
    int of(Key key);
  }

  private static Figure allocation(String name, KeyTest test) {
    Key[] keys = Workload.keys(1, 0, 2);
    return Figure.alone(
        name,
        Unit.BYTES_PER_CALL,
        Goal.told("0"),
        scratch -> new Allocation(() -> test.of(keys[0]) + test.of(keys[1])));
  }

  /** A look at an absent key allocates nothing in the store below. */
  private static Figure namespaceAllocation() {
    Datastore namespace = new NamespaceDatastore(new MemoryDatastore(), PREFIX);
    Key key = Key.of(KeyCalls.PATH);
    return Figure.alone(
        "NamespaceDatastore.has, allocated",
        Unit.BYTES_PER_CALL,
        Goal.told("a Key and its array"),
        scratch -> new Allocation(() -> namespace.has(key) ? 1 : 0));
  }

  private static Contestant storeListing(int entries) {
    MemoryDatastore store = new MemoryDatastore();
    for (Key key : Workload.keys(1, 0, entries)) {
      store.put(key, VALUE);
    }
    return () ->
        Stopwatch.rate(
            entries,
            () -> {
              int listed = 0;
              try (CloseableIterator<Entry> results = store.query(Query.below(PREFIX).keysOnly())) {
                while (results.hasNext()) {
                  results.next();
                  listed++;
                }
              }
              requireAll(entries, listed);
            });
  }

  private static Contestant mapListing(int entries) {
    ConcurrentSkipListMap<Key, byte[]> map = new ConcurrentSkipListMap<>();
    for (Key key : Workload.keys(1, 0, entries)) {
      map.put(key, VALUE);
    }
    return () ->
        Stopwatch.rate(
            entries,
            () -> {
              int listed = 0;
              for (Map.Entry<Key, byte[]> entry : map.tailMap(PREFIX, false).entrySet()) {
                if (!PREFIX.isAncestorOf(entry.getKey())) {
                  break;
                }
                listed++;
              }
              requireAll(entries, listed);
            });
  }

  private static void requireAll(int entries, int listed) {
    if (listed != entries) {
      throw new IllegalStateException(
          "a listing of " + entries + " entries showed " + listed + " of them");
    }
  }
}
