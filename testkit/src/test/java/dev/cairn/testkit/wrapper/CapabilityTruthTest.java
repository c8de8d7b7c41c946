package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.wrapper.ReadOnlyDatastore;
import dev.cairn.testkit.SettableClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a wrapper claims works, and it claims nothing that the store below cannot do. */
class CapabilityTruthTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/a/b");
  private static final Key C = Key.of("/c");

  private static final Set<Class<?>> ALL =
      Set.of(
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

  /** What a wrapper leaves out although the store below has it; no other leaves out anything. */
  private static final Map<Wrapper, Set<Class<?>>> LEFT_OUT =
      Map.of(
          Wrapper.TRANSFORMED, Set.of(RangeDelete.class, BulkLoad.class),
          Wrapper.QUOTA, Set.of(Expiring.class, BulkLoad.class),
          Wrapper.LAYERED, Set.of(RangeDelete.class, BulkLoad.class));

  /** The wrappers that need a store below with batches. */
  private static final Set<Wrapper> ON_BATCHES =
      EnumSet.of(Wrapper.AUTO_BATCHING, Wrapper.EXPIRING, Wrapper.LAYERED);

  @TempDir private Path directory = Path.of("");

  private final SettableClock clock = new SettableClock(TendedDatastore.START);
  private final TendedDatastore able = new TendedDatastore(clock);

  static Stream<Arguments> everyWrapperWithEveryAbility() {
    return Stream.of(Wrapper.values())
        .flatMap(wrapper -> ALL.stream().map(ability -> Arguments.of(wrapper, ability)));
  }

  @ParameterizedTest
  @MethodSource("everyWrapperWithEveryAbility")
  void what_is_claimed_works(Wrapper wrapper, Class<?> ability) {
    try (Datastore store = wrapper.around(able, clock)) {
      boolean expected = !LEFT_OUT.getOrDefault(wrapper, Set.of()).contains(ability);

      assertThat(store.capability(ability).isPresent()).isEqualTo(expected);

      if (expected) {
        assertWorks(store, ability);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothing_is_claimed_that_the_store_below_cannot_do(Wrapper wrapper) {
    boolean needsBatches = ON_BATCHES.contains(wrapper);
    PlainDatastore plain = needsBatches ? new PlainDatastore(Batching.class) : new PlainDatastore();
    try (Datastore store = wrapper.around(plain, clock)) {
      Set<Class<?>> own =
          switch (wrapper) {
            case EXPIRING, LAYERED -> Set.of(Batching.class, Expiring.class);
            case AUTO_BATCHING -> Set.of(Batching.class);
            default -> Set.of();
          };

      assertThat(ALL).filteredOn(it -> store.capability(it).isPresent()).hasSameElementsAs(own);
      assertThat(store.capability(Datastore.class)).containsSame(store);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPIRING", "LAYERED"})
  void what_a_wrapper_adds_works_without_the_store_below(Wrapper wrapper) {
    try (Datastore store = wrapper.around(new PlainDatastore(Batching.class), clock)) {
      assertWorks(store, Expiring.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_ability_reaches_no_entry_past_the_wrapper(Wrapper wrapper) {
    try (Datastore store = wrapper.around(able, clock)) {
      store.put(A, bytes("value"));

      store
          .capability(View.class)
          .ifPresent(view -> assertThat(view.view(A, CapabilityTruthTest::text)).contains("value"));
      store
          .capability(Snapshots.class)
          .ifPresent(
              snapshots -> {
                try (Datastore snapshot = snapshots.snapshot()) {
                  assertThat(snapshot.query(Query.all()).toList())
                      .extracting(Entry::key)
                      .containsExactly(A);
                }
              });
    }
  }

  @Test
  void a_store_for_reading_has_what_only_reads() {
    Datastore store = new ReadOnlyDatastore(able);

    assertThat(ALL)
        .filteredOn(it -> store.capability(it).isPresent())
        .containsExactlyInAnyOrder(
            DiskUsage.class, Snapshots.class, View.class, Check.class, Checkpoint.class);
  }

  private void assertWorks(Datastore store, Class<?> ability) {
    Map<Class<?>, Runnable> works =
        Map.ofEntries(
            Map.entry(Batching.class, () -> batchesWork(store)),
            Map.entry(BulkLoad.class, () -> bulkLoadWorks(store)),
            Map.entry(Check.class, () -> checkWorks(store)),
            Map.entry(Checkpoint.class, () -> checkpointWorks(store)),
            Map.entry(Compaction.class, () -> compactionWorks(store)),
            Map.entry(ConditionalWrites.class, () -> conditionalWritesWork(store)),
            Map.entry(DiskUsage.class, () -> diskUsageWorks(store)),
            Map.entry(Expiring.class, () -> expiringWorks(store)),
            Map.entry(GarbageCollection.class, () -> garbageCollectionWorks(store)),
            Map.entry(RangeDelete.class, () -> rangeDeleteWorks(store)),
            Map.entry(Scrub.class, () -> scrubWorks(store)),
            Map.entry(Snapshots.class, () -> snapshotsWork(store)),
            Map.entry(Transactions.class, () -> transactionsWork(store)),
            Map.entry(View.class, () -> viewWorks(store)));
    Runnable it = works.get(ability);
    assertThat(it).isNotNull();
    it.run();
  }

  private static <T> T ability(Datastore store, Class<T> ability) {
    return store.capability(ability).orElseThrow();
  }

  private static void batchesWork(Datastore store) {
    store.put(A, bytes("old"));
    try (Batch batch = ability(store, Batching.class).batch()) {
      batch.delete(A);
      batch.put(C, bytes("new"));
      batch.commit();
    }

    assertThat(store.has(A)).isFalse();
    assertThat(store.get(C)).contains(bytes("new"));
  }

  private static void bulkLoadWorks(Datastore store) {
    store.put(B, bytes("old"));
    try (BulkLoad.Loader loader = ability(store, BulkLoad.class).bulkLoad()) {
      loader.add(Key.ROOT, bytes("1"));
      loader.add(A, bytes("2"));
      loader.add(B, bytes("3"));
      assertThatThrownBy(() -> loader.add(A, bytes("again")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(store.has(A)).isFalse();
      loader.commit();
    }

    assertThat(store.get(Key.ROOT)).contains(bytes("1"));
    assertThat(store.get(A)).contains(bytes("2"));
    assertThat(store.get(B)).contains(bytes("3"));
  }

  private void checkWorks(Datastore store) {
    assertThat(ability(store, Check.class).check()).isEmpty();
    able.damage.add("a page is torn");

    assertThat(ability(store, Check.class).check()).containsExactly("a page is torn");
  }

  private void scrubWorks(Datastore store) {
    able.damage.add("a page is torn");

    assertThat(ability(store, Scrub.class).scrub()).containsExactly("a page is torn");
    assertThat(able.damage).isEmpty();
  }

  private void checkpointWorks(Datastore store) {
    store.put(A, bytes("value"));

    ability(store, Checkpoint.class).checkpoint(directory.resolve("copy"));

    assertThat(directory.resolve("copy").resolve("table")).isNotEmptyFile();
  }

  private void compactionWorks(Datastore store) {
    store.put(B, bytes("value"));
    store.sync(Key.ROOT);

    ability(store, Compaction.class).compact(KeyRange.below(A));

    List<Key> stored = able.query(Query.all()).toList().stream().map(Entry::key).toList();
    assertThat(able.compacted).hasSize(1);
    assertThat(stored).anyMatch(able.compacted.get(0)::contains);
  }

  private void garbageCollectionWorks(Datastore store) {
    ability(store, GarbageCollection.class).collectGarbage();

    assertThat(able.garbageCollections).isEqualTo(1);
  }

  private static void diskUsageWorks(Datastore store) {
    store.put(A, new byte[1000]);
    store.sync(Key.ROOT);

    assertThat(ability(store, DiskUsage.class).diskUsage()).isBetween(1000L, 1200L);
  }

  private static void conditionalWritesWork(Datastore store) {
    ConditionalWrites writes = ability(store, ConditionalWrites.class);
    store.put(A, bytes("1"));

    assertThat(writes.putIfAbsent(A, bytes("2"))).isFalse();
    assertThat(writes.putIfAbsent(C, bytes("3"))).isTrue();
    assertThat(writes.replace(A, bytes("2"), bytes("4"))).isFalse();
    assertThat(store.get(A)).contains(bytes("1"));
    assertThat(writes.replace(A, bytes("1"), bytes("5"))).isTrue();
    store.delete(C);
    assertThat(writes.replace(C, bytes("3"), bytes("6"))).isFalse();

    assertThat(store.get(A)).contains(bytes("5"));
    assertThat(store.has(C)).isFalse();
  }

  private void expiringWorks(Datastore store) {
    Expiring expiring = ability(store, Expiring.class);
    store.put(A, bytes("lasting"));
    store.put(B, bytes("lasting"));
    expiring.put(C, bytes("fleeting"), clock.instant().plusSeconds(10));
    assertThat(expiring.expireAt(A, clock.instant().plusSeconds(20))).isTrue();
    assertThat(expiring.expireAt(Key.of("/absent"), clock.instant())).isFalse();
    assertThat(expiring.expiration(C)).contains(clock.instant().plusSeconds(10));
    assertThat(expiring.expiration(B)).isEmpty();

    clock.advance(Duration.ofSeconds(10));
    assertThat(store.has(C)).isFalse();
    assertThat(store.get(A)).contains(bytes("lasting"));
    clock.advance(Duration.ofSeconds(10));

    assertThat(expiring.removeExpired()).isBetween(1L, 2L); // some below forget as they are read
    assertThat(store.query(Query.all().keysOnly()).toList())
        .extracting(Entry::key)
        .containsExactly(B);
  }

  private static void rangeDeleteWorks(Datastore store) {
    for (Key key : List.of(Key.ROOT, A, B, C, Key.of("/a-b"))) {
      store.put(key, bytes("value"));
    }

    ability(store, RangeDelete.class).deleteRange(KeyRange.below(A));
    assertThat(store.query(Query.all().keysOnly()).toList())
        .extracting(Entry::key)
        .containsExactlyInAnyOrder(Key.ROOT, A, C, Key.of("/a-b"));

    ability(store, RangeDelete.class).deleteRange(KeyRange.ALL);
    assertThat(store.query(Query.all()).toList()).isEmpty();
  }

  private static void snapshotsWork(Datastore store) {
    store.put(A, bytes("1"));
    try (Datastore snapshot = ability(store, Snapshots.class).snapshot()) {
      store.put(A, bytes("2"));
      store.put(C, bytes("3"));

      assertThat(snapshot.get(A)).contains(bytes("1"));
      assertThat(snapshot.query(Query.all()).toList()).hasSize(1);
      assertThatThrownBy(() -> snapshot.put(A, bytes("4")))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThatThrownBy(() -> snapshot.delete(A)).isInstanceOf(ReadOnlyDatastoreException.class);
    }
    assertThat(store.get(A)).contains(bytes("2"));
  }

  private static void transactionsWork(Datastore store) {
    Transactions transactions = ability(store, Transactions.class);
    store.put(A, bytes("1"));
    try (Transaction transaction = transactions.begin()) {
      assertThat(transaction.get(A)).contains(bytes("1"));
      transaction.put(A, bytes("2"));
      transaction.delete(C);
      assertThat(transaction.get(A)).contains(bytes("2"));
      assertThat(transaction.has(A)).isTrue();
      assertThat(transaction.has(B)).isFalse();
      transaction.put(Key.ROOT, bytes("root"));
      assertThat(transaction.query(Query.all().orderedBy(Order.KEY)).toList())
          .extracting(entry -> entry.key() + "=" + new String(entry.value(), UTF_8))
          .containsExactly("/=root", "/a=2");
      assertThat(store.get(A)).contains(bytes("1"));
      transaction.commit();
      assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(store.get(A)).contains(bytes("2"));
    try (Transaction late = transactions.begin()) {
      assertThat(late.get(A)).contains(bytes("2"));
      late.put(B, bytes("3"));
      store.put(A, bytes("4"));
      assertThatThrownBy(late::commit).isInstanceOf(TransactionConflictException.class);
    }
    assertThat(store.has(B)).isFalse();
  }

  private static void viewWorks(Datastore store) {
    View view = ability(store, View.class);
    store.put(A, bytes("seen"));

    assertThat(view.view(A, CapabilityTruthTest::text)).contains("seen");
    assertThat(view.view(C, CapabilityTruthTest::text)).isEmpty();
    store.sync(Key.ROOT);
    assertThat(view.view(A, CapabilityTruthTest::text)).contains("seen");
    store.delete(A);
    assertThat(view.view(A, CapabilityTruthTest::text)).isEmpty();
  }

  private static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer).toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
