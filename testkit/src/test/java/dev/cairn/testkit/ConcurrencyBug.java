package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What may be wrong under many threads, and which test of the contract sees it. */
@SuppressWarnings({"ImmutableEnumChecker", "ThreadPriorityCheck"}) // others are to have their turn
enum ConcurrencyBug implements PlantedBug {
  /** As a store that joins a call to one in progress on the same key, and takes it for its own. */
  LOSES_A_PUT_DURING_A_DELETE(
      () ->
          new Broken() {
            private final AtomicInteger deleting = new AtomicInteger();

            @Override
            public void put(Key key, byte[] value) {
              if (deleting.get() == 0) {
                super.put(key, value);
              }
            }

            @Override
            public void delete(Key key) {
              deleting.incrementAndGet();
              super.delete(key);
              for (int i = 0; i < 2000 && deleting.get() > 0; i++) {
                Thread.yield();
              }
              deleting.decrementAndGet();
            }
          },
      "a_put_is_not_undone_by_a_delete_whose_effect_was_seen_before_it"),

  /** As a buffer that nobody guards. */
  LOSES_WRITES_THAT_MEET(
      () ->
          new Broken() {
            private final AtomicInteger writing = new AtomicInteger();

            @Override
            public void put(Key key, byte[] value) {
              int others = writing.getAndIncrement();
              for (int i = 0; i < 100 && writing.get() == 1; i++) {
                Thread.yield();
              }
              if (others == 0) {
                super.put(key, value);
              }
              writing.decrementAndGet();
            }
          },
      "every_read_and_every_listing_among_writes_shows_what_was_there"),

  SHOWS_HALF_OF_A_VALUE(
      () ->
          new Broken() {
            private final AtomicInteger reads = new AtomicInteger();

            @Override
            public Optional<byte[]> get(Key key) {
              reads.incrementAndGet();
              return super.get(key);
            }

            @Override
            public void put(Key key, byte[] value) {
              super.put(key, Arrays.copyOf(Arrays.copyOf(value, value.length / 2), value.length));
              int before = reads.get();
              for (int i = 0; i < 500 && reads.get() < before + 20; i++) {
                Thread.yield();
              }
              super.put(key, value);
            }
          },
      "every_read_and_every_listing_among_writes_shows_what_was_there"),

  REMEMBERS_WHAT_WAS_READ(
      () ->
          new Broken() {
            private final Map<Key, Optional<byte[]>> read = new ConcurrentHashMap<>();

            @Override
            public Optional<byte[]> get(Key key) {
              return read.computeIfAbsent(key, super::get);
            }
          },
      "every_read_and_every_listing_among_writes_shows_what_was_there"),

  LISTS_TWICE_WHAT_IS_WRITTEN_MEANWHILE(
      () ->
          new Counting() {
            @Override
            List<Entry> amongWrites(List<Entry> entries) {
              List<Entry> more = new ArrayList<>(entries);
              more.add(0, entries.get(0));
              return more;
            }
          },
      "every_read_and_every_listing_among_writes_shows_what_was_there"),

  LOSES_A_PAGE_WHEN_WRITTEN_TO(
      () ->
          new Counting() {
            @Override
            List<Entry> amongWrites(List<Entry> entries) {
              return entries.subList(0, entries.size() - Math.min(20, entries.size()));
            }
          },
      "every_read_and_every_listing_among_writes_shows_what_was_there"),

  CLOSES_OVER_WRITES(
      () ->
          new Broken() {
            @Override
            public void close() {
              super.close();
              throw new IllegalStateException("a call was in progress");
            }
          },
      "a_store_that_is_closed_among_all_of_it_keeps_what_had_returned");

  private final Supplier<Datastore> store;
  private final Set<String> caughtBy;

  ConcurrencyBug(Supplier<Datastore> store, String... caughtBy) {
    this.store = store;
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

  /** A store whose listings go wrong where it was written to since the last one. */
  private abstract static class Counting extends Broken {
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger();

    abstract List<Entry> amongWrites(List<Entry> entries);

    @Override
    public void put(Key key, byte[] value) {
      super.put(key, value);
      writes.incrementAndGet();
    }

    @Override
    public Batch batch() {
      writes.incrementAndGet();
      return super.batch();
    }

    @Override
    public Results query(Query query) {
      int before = seen.getAndSet(writes.get());
      List<Entry> entries = ask(query);
      return show(
          query, before == writes.get() || entries.isEmpty() ? entries : amongWrites(entries));
    }
  }
}
