package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.Broken.BrokenBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What may be wrong with batches, and which test of the contract sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum BatchBug implements PlantedBug {
  WRITES_AT_ONCE(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            @Override
            public void put(Key key, byte[] value) {
              store.put(key, value);
              super.put(key, value);
            }
          },
      "large_values_are_invisible_before_the_commit_and_whole_after_it",
      "a_batch_closed_without_commit_is_discarded_and_refused"),

  DELETES_AT_ONCE(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            @Override
            public void delete(Key key) {
              store.delete(key);
              super.delete(key);
            }
          },
      "deletes_are_invisible_before_the_commit_and_done_after_it"),

  KEEPS_THE_FIRST_WRITE(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            private final Set<Key> written = new HashSet<>();

            @Override
            public void put(Key key, byte[] value) {
              if (written.add(key)) {
                super.put(key, value);
              }
            }

            @Override
            public void delete(Key key) {
              if (written.add(key)) {
                super.delete(key);
              }
            }
          },
      "writes_are_applied_in_order_and_the_last_one_wins",
      "the_last_write_wins_also_against_what_the_store_holds",
      "random_batches_do_what_they_do_to_a_sorted_map"),

  /** The last kind of write wins, and of several values the first. */
  KEEPS_THE_FIRST_VALUE(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            private final Map<Key, byte[]> values = new LinkedHashMap<>();

            @Override
            public void put(Key key, byte[] value) {
              values.putIfAbsent(key, value.clone());
              super.put(key, Objects.requireNonNull(values.get(key)));
            }
          },
      "writes_are_applied_in_order_and_the_last_one_wins",
      "the_last_write_wins_also_against_what_the_store_holds"),

  PUTS_FIRST_AND_DELETES_THEN(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            private final List<Key> deleted = new ArrayList<>();

            @Override
            public void delete(Key key) {
              deleted.add(key);
            }

            @Override
            public void commit(Durability durability) {
              deleted.forEach(super::delete);
              super.commit(durability);
            }
          },
      "writes_are_applied_in_order_and_the_last_one_wins"),

  COMMITS_TWICE(
      store -> new Replayed(store) {}, "a_committed_batch_is_refused_and_a_fresh_one_works"),

  COMMITS_WHEN_IT_IS_CLOSED(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            private boolean used;

            @Override
            public void commit(Durability durability) {
              used = true;
              super.commit(durability);
            }

            @Override
            public void close() {
              if (!used) {
                commit(Durability.VISIBLE);
              }
              super.close();
            }
          },
      "a_batch_closed_without_commit_is_discarded_and_refused"),

  KEEPS_ARRAYS(store -> new Replayed(store) {}, "an_array_handed_to_a_batch_is_not_kept"),

  COUNTS_KEYS_INSTEAD_OF_WRITES(
      store ->
          new BrokenBatch(store.memoryBatch()) {
            @Override
            public int size() {
              return Math.min(1, super.size());
            }
          },
      "a_batch_counts_its_writes"),

  CLAIMS_TO_BE_ATOMIC(
      store ->
          new Replayed(store) {
            @Override
            public boolean atomic() {
              return true;
            }
          },
      "no_listing_shows_half_of_an_atomic_batch");

  private final Supplier<Datastore> store;
  private final Set<String> caughtBy;

  BatchBug(Function<Store, Batch> batch, String... caughtBy) {
    this.store = () -> new Store(batch);
    this.caughtBy = Set.of(caughtBy);
  }

  @Override
  public Datastore open(Path directory) {
    return store.get();
  }

  @Override
  public Set<String> caughtBy() {
    return caughtBy;
  }

  /** A store with broken batches. */
  static final class Store extends Broken {
    private final Function<Store, Batch> broken;

    Store(Function<Store, Batch> broken) {
      this.broken = broken;
    }

    Batch memoryBatch() {
      return super.batch();
    }

    @Override
    public Batch batch() {
      return broken.apply(this);
    }
  }

  /** Keeps the arrays that it is given, and writes them one by one, at every commit again. */
  private static class Replayed extends BrokenBatch {
    private final Store store;
    private final Map<Key, byte @Nullable []> writes = new LinkedHashMap<>();

    Replayed(Store store) {
      super(store.memoryBatch());
      this.store = store;
    }

    @Override
    public void put(Key key, byte[] value) {
      writes.put(key, value);
    }

    @Override
    public void delete(Key key) {
      writes.put(key, null);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // others are to see what is half done
    public void commit(Durability durability) {
      writes.forEach(
          (key, value) -> {
            if (value == null) {
              store.delete(key);
            } else {
              store.put(key, value);
            }
            Thread.yield();
          });
    }
  }
}
