package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.UnsupportedKeyException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Batching} store does with a {@link Batch}: applies it in order, at its commit
 * and not before, once.
 */
public abstract class BatchingContract extends DatastoreFixture {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  /** Creates the contract for one test. */
  protected BatchingContract() {}

  private Batching batching() {
    return store()
        .capability(Batching.class)
        .orElseThrow(() -> new AssertionError(store() + " takes no batches"));
  }

  @ParameterizedTest
  @EnumSource(Durability.class)
  void large_values_are_invisible_before_the_commit_and_whole_after_it(Durability durability) {
    Map<Key, byte[]> blocks = new LinkedHashMap<>();
    for (int i = 0; i < 20; i++) {
      blocks.put(Key.of("/blocks/BLOCK" + i), Samples.bytes((256 << 10) + i));
    }

    try (Batch batch = batching().batch()) {
      blocks.forEach(batch::put);
      blocks.keySet().forEach(key -> assertLacks(store(), key));
      batch.commit(durability);
    }

    blocks.forEach((key, value) -> assertHolds(store(), key, value));
    if (persistent()) {
      Datastore again = reopened();
      blocks.forEach((key, value) -> assertHolds(again, key, value));
    }
  }

  @Test
  void deletes_are_invisible_before_the_commit_and_done_after_it() {
    Map<Key, byte[]> contents = Samples.tree(5);
    putAll(store(), contents);

    try (Batch batch = batching().batch()) {
      contents.keySet().forEach(batch::delete);
      batch.delete(Key.of("/absent"));
      contents.forEach((key, value) -> assertHolds(store(), key, value));
      batch.commit();
    }

    assertThat(Shown.all(store().query(Query.all()))).isEmpty();
  }

  @Test
  void writes_are_applied_in_order_and_the_last_one_wins() {
    try (Batch batch = batching().batch()) {
      batch.put(A, Samples.bytes("1"));
      batch.put(B, Samples.bytes("2"));
      batch.delete(A);
      batch.delete(B);
      batch.put(B, Samples.bytes("3"));
      batch.commit();
    }

    assertLacks(store(), A);
    assertHolds(store(), B, Samples.bytes("3"));
  }

  @Test
  void the_last_write_wins_also_against_what_the_store_holds() {
    for (Key key : List.of(Key.of("/1"), Key.of("/2"), Key.of("/3"))) {
      store().put(key, Samples.bytes("old"));
    }

    try (Batch batch = batching().batch()) {
      batch.delete(Key.of("/1"));
      batch.put(Key.of("/1"), Samples.bytes("put after delete"));
      batch.put(Key.of("/2"), Samples.bytes("x"));
      batch.put(Key.of("/2"), Samples.bytes("put after put"));
      batch.put(Key.of("/3"), Samples.bytes("x"));
      batch.delete(Key.of("/3"));
      batch.commit();
    }

    assertHolds(store(), Key.of("/1"), Samples.bytes("put after delete"));
    assertHolds(store(), Key.of("/2"), Samples.bytes("put after put"));
    assertLacks(store(), Key.of("/3"));
  }

  @Test
  void a_committed_batch_is_refused_and_a_fresh_one_works() {
    Batch batch = batching().batch();
    batch.put(A, Samples.bytes("1"));
    batch.commit();
    store().put(A, Samples.bytes("2"));

    assertRefused(batch);
    batch.close();
    batch.close();
    assertHolds(store(), A, Samples.bytes("2"));

    try (Batch fresh = batching().batch()) {
      fresh.put(B, Samples.bytes("3"));
      fresh.commit();
    }
    assertHolds(store(), A, Samples.bytes("2"));
    assertHolds(store(), B, Samples.bytes("3"));
  }

  @Test
  void a_batch_closed_without_commit_is_discarded_and_refused() {
    Batch batch = batching().batch();
    batch.put(A, Samples.bytes("1"));
    batch.close();

    assertRefused(batch);
    batch.close();
    assertLacks(store(), A);
  }

  private static void assertRefused(Batch batch) {
    assertThatThrownBy(() -> batch.put(A, new byte[0])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.delete(A)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.commit(Durability.SYNCED))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_batch_counts_its_writes() {
    try (Batch batch = batching().batch()) {
      assertThat(batch.size()).isZero();
      batch.put(A, Samples.bytes("1"));
      assertThat(batch.size()).isEqualTo(1);
      batch.delete(B);
      assertThat(batch.size()).isEqualTo(2);
    }
  }

  @Test
  void an_empty_batch_may_be_committed() {
    store().put(A, Samples.bytes("1"));

    try (Batch batch = batching().batch()) {
      batch.commit();
    }

    assertHolds(store(), A, Samples.bytes("1"));
  }

  @Test
  void batches_know_nothing_of_each_other() {
    try (Batch first = batching().batch();
        Batch second = batching().batch();
        Batch discarded = batching().batch()) {
      first.put(A, Samples.bytes("first"));
      second.put(A, Samples.bytes("second"));
      discarded.put(A, Samples.bytes("discarded"));
      second.put(B, Samples.bytes("second"));
      second.commit();
      assertHolds(store(), A, Samples.bytes("second"));
      first.commit();
    }

    assertHolds(store(), A, Samples.bytes("first"));
    assertHolds(store(), B, Samples.bytes("second"));
  }

  @Test
  void an_array_handed_to_a_batch_is_not_kept() {
    byte[] value = Samples.bytes("value");

    try (Batch batch = batching().batch()) {
      batch.put(A, value);
      Arrays.fill(value, (byte) '!');
      batch.commit();
    }
    Arrays.fill(value, (byte) '?');

    assertHolds(store(), A, Samples.bytes("value"));
  }

  @Test
  void any_key_and_any_size_may_be_in_a_batch() {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    for (Key key : Samples.oddKeys()) {
      if (supports(key)) {
        contents.put(key, Samples.bytes(contents.size()));
      }
    }

    try (Batch batch = batching().batch()) {
      contents.forEach(batch::put);
      batch.commit();
    }

    contents.forEach((key, value) -> assertHolds(store(), key, value));
  }

  @Test
  void a_key_that_the_store_cannot_hold_is_refused_at_the_latest_by_the_commit() {
    for (Key key : refusedOrSkip()) {
      assertRefused(key, Map.of());
      assertRefused(key, Map.of(A, Samples.bytes("before it"), B, Samples.bytes("before it")));
    }
  }

  /**
   * Asserts that a batch with a key that the store cannot hold is refused, and is applied whole.
   */
  private void assertRefused(Key refused, Map<Key, byte[]> before) {
    AtomicBoolean atomic = new AtomicBoolean();
    assertThatThrownBy(
            () -> {
              try (Batch batch = batching().batch()) {
                atomic.set(batch.atomic());
                before.forEach(batch::put);
                batch.put(refused, Samples.bytes("value"));
                batch.commit();
              }
            })
        .as("a batch with %s", refused)
        .isInstanceOf(UnsupportedKeyException.class);

    assertLacks(store(), refused);
    if (atomic.get()) {
      before.keySet().forEach(key -> assertLacks(store(), key));
    }
  }

  @Test
  void deleting_a_key_that_the_store_cannot_hold_does_nothing_in_a_batch_either() {
    store().put(A, Samples.bytes("value"));
    for (Key key : refusedOrSkip()) {
      store().delete(key);
      try (Batch batch = batching().batch()) {
        batch.delete(key);
        batch.commit();
      }
    }

    assertHolds(store(), A, Samples.bytes("value"));
    assertThat(Shown.all(store().query(Query.all()))).hasSize(1);
  }

  private List<Key> refusedOrSkip() {
    List<Key> refused = Samples.oddKeys().stream().filter(key -> !supports(key)).toList();
    assumeTrue(!refused.isEmpty(), "the store holds every kind of key");
    return refused;
  }

  @Test
  void a_batch_of_many_writes_is_applied_whole() {
    int count = 20_000;
    try (Batch batch = batching().batch()) {
      for (int i = 0; i < count; i++) {
        batch.put(Key.of("/many/" + i), Samples.bytes(Integer.toString(i)));
      }
      assertThat(batch.size()).isEqualTo(count);
      batch.commit();
    }

    assertThat(Shown.all(store().query(Query.below(Key.of("/many")).keysOnly()))).hasSize(count);
    assertHolds(store(), Key.of("/many/19999"), Samples.bytes("19999"));
  }

  @Test
  void random_batches_do_what_they_do_to_a_sorted_map() {
    Random random = Seeds.random();
    Map<Key, byte[]> model = new TreeMap<>();
    for (int round = 0; round < 100; round++) {
      Map<Key, byte[]> changed = new TreeMap<>(model);
      try (Batch batch = batching().batch()) {
        for (int writes = random.nextInt(30); writes > 0; writes--) {
          Key key = Key.of("/" + random.nextInt(40));
          if (random.nextInt(3) == 0) {
            batch.delete(key);
            changed.remove(key);
          } else {
            byte[] value = Samples.bytes(random, random.nextInt(100));
            batch.put(key, value);
            changed.put(key, value);
          }
        }
        if (random.nextInt(4) > 0) {
          batch.commit(random.nextInt(20) == 0 ? Durability.SYNCED : Durability.VISIBLE);
          model = changed;
        }
      }
      Query all = Query.all().orderedBy(Order.KEY);
      assertThat(Shown.all(store().query(all))).isEqualTo(NaiveQuery.answer(all, model));
    }
  }

  @Test
  void batches_of_several_threads_are_each_applied_whole() {
    Batching store = batching();
    AtomicBoolean atomic = new AtomicBoolean(true);
    try (Together threads = new Together()) {
      for (int i = 0; i < 6; i++) {
        byte[] own = {(byte) i};
        threads.start(
            () -> {
              for (int round = 0; round < 25; round++) {
                atomic.compareAndSet(true, commitEverywhere(store, own));
              }
            });
      }
    }

    try (Results results = store.query(Query.all())) {
      List<Entry> entries = results.toList();
      assertThat(entries).hasSize(20);
      if (atomic.get()) {
        assertThat(entries)
            .extracting(entry -> entry.value()[0])
            .containsOnly(entries.get(0).value()[0]);
      }
    }
  }

  @Test
  void no_listing_shows_half_of_an_atomic_batch() {
    Batching store = batching();
    assumeTrue(
        commitEverywhere(store, new byte[] {0}) && snapshotResults(),
        "the store promises no atomic batches, or no snapshots to see them by");
    // The writer goes ahead of the listings by so much and no more: a listing may have to pass over
    // all that was overwritten, and would take longer and longer.
    Semaphore turns = new Semaphore(0);
    AtomicInteger committed = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            try {
              while (!over.get()) {
                turns.acquire();
                commitEverywhere(store, new byte[] {(byte) committed.incrementAndGet()});
              }
            } finally {
              over.set(true);
            }
          });
      threads.start(
          () -> {
            try {
              for (int i = 0; !over.get() && (i < 50 || committed.get() < 120); i++) {
                turns.release(20);
                assertShowsOneBatch(store.query(Query.all()).toList());
              }
            } finally {
              over.set(true);
              turns.release();
            }
          });
    }
  }

  private static void assertShowsOneBatch(List<Entry> entries) {
    assertThat(entries).hasSize(20);
    assertThat(entries)
        .extracting(entry -> entry.value()[0])
        .containsOnly(entries.get(0).value()[0]);
  }

  /** Commits one value under twenty keys; returns whether the batch is atomic. */
  private static boolean commitEverywhere(Batching store, byte[] value) {
    try (Batch batch = store.batch()) {
      for (int i = 0; i < 20; i++) {
        batch.put(Key.of("/everywhere/" + i), value);
      }
      batch.commit();
      return batch.atomic();
    }
  }
}
