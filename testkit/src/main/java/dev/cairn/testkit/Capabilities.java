package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The abilities that a store may claim, and a call of each. */
final class Capabilities {

  /** Every ability that the vocabulary names. */
  static final List<Class<?>> ALL =
      List.of(
          Batching.class,
          BulkLoad.class,
          Check.class,
          Checkpoint.class,
          Compaction.class,
          ConditionalWrites.class,
          DiskUsage.class,
          Expiring.class,
          GarbageCollection.class,
          RangeDelete.class,
          Scrub.class,
          Snapshots.class,
          Transactions.class,
          View.class);

  /** Those that write; no store that is open for reading alone has them. */
  static final List<Class<?>> WRITING =
      List.of(
          Batching.class,
          BulkLoad.class,
          Compaction.class,
          ConditionalWrites.class,
          Expiring.class,
          GarbageCollection.class,
          RangeDelete.class,
          Scrub.class,
          Transactions.class);

  private static final Key KEY = Key.of("/key");
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  private Capabilities() {}

  /** Returns a call of each ability that a store claims, to be made when it is closed. */
  static Map<String, ThrowingCallable> calls(Datastore store, Path unused) {
    Calls calls = new Calls(store);
    calls.of(Batching.class, Batching::batch);
    calls.of(BulkLoad.class, BulkLoad::bulkLoad);
    calls.of(Check.class, Check::check);
    calls.of(Checkpoint.class, it -> it.checkpoint(unused));
    calls.of(Compaction.class, it -> it.compact(KeyRange.ALL));
    calls.of(ConditionalWrites.class, it -> it.putIfAbsent(KEY, new byte[1]));
    calls.of(DiskUsage.class, DiskUsage::diskUsage);
    calls.of(Expiring.class, it -> it.put(KEY, new byte[1], LATER));
    calls.of(GarbageCollection.class, GarbageCollection::collectGarbage);
    calls.of(RangeDelete.class, it -> it.deleteRange(KeyRange.ALL));
    calls.of(Scrub.class, Scrub::scrub);
    calls.of(Snapshots.class, Snapshots::snapshot);
    calls.of(Transactions.class, Transactions::begin);
    calls.of(View.class, it -> it.view(KEY, buffer -> buffer.limit()));
    return calls.byName;
  }

  private static final class Calls {
    private final Datastore store;
    private final Map<String, ThrowingCallable> byName = new LinkedHashMap<>();

    Calls(Datastore store) {
      this.store = store;
    }

    <T> void of(Class<T> ability, Consumer<T> call) {
      store
          .capability(ability)
          .ifPresent(it -> byName.put(ability.getSimpleName(), () -> call.accept(it)));
    }
  }
}
