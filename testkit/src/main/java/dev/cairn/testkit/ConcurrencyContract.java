package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Datastore} does under many threads at once: each read sees what was there at
 * some moment of the read, each listing shows once what was there all the time, and no value, key
 * or write is torn, doubled or lost.
 *
 * <p>Each key has one writer, so that a model of it can say at any time which versions may be seen.
 * How much is done is counted, never timed.
 */
public abstract class ConcurrencyContract extends DatastoreFixture {

  private static final int WRITERS = 3;
  private static final int READERS = 3;
  private static final int STEPS_BEFORE_WRITES = 20;
  private static final int KEYS_OF_EACH = 6;
  private static final int WRITES_OF_EACH = 600;
  private static final int CALLS_BEFORE_CLOSING = 500;

  /** Creates the contract for one test. */
  protected ConcurrencyContract() {}

  /** The keys of all writers, and those that nobody touches. */
  private static final class World {
    final Datastore store;
    final List<List<VersionedKey>> owned = new ArrayList<>();
    final Map<Key, VersionedKey> written = new HashMap<>();
    final Map<Key, byte[]> untouched = new HashMap<>();
    final CountDownLatch reading = new CountDownLatch(READERS);
    final AtomicInteger writing = new AtomicInteger(WRITERS);

    World(Datastore store) {
      this.store = store;
      for (int writer = 0; writer < WRITERS; writer++) {
        List<VersionedKey> own = new ArrayList<>();
        for (int i = 0; i < KEYS_OF_EACH; i++) {
          own.add(new VersionedKey(Key.of("/world/" + i + "/" + writer)));
        }
        owned.add(own);
        own.forEach(key -> written.put(key.key, key));
      }
      for (int i = 0; i < 40; i++) {
        untouched.put(Key.of("/world/" + i % KEYS_OF_EACH + "/untouched" + i), Samples.bytes(i));
      }
      putAll(store, untouched);
    }

    /** Writes new versions, singly and by batch, until all are written; all readers are at work. */
    void write(int writer, Random random) throws InterruptedException {
      try {
        reading.await();
        for (int i = 0; i < WRITES_OF_EACH; i++) {
          writeOnce(owned.get(writer), random);
        }
      } finally {
        writing.decrementAndGet();
      }
    }

    void writeOnce(List<VersionedKey> own, Random random) {
      Optional<Batching> batching = store.capability(Batching.class);
      if (batching.isPresent() && random.nextInt(4) == 0) {
        writeBatch(batching.get(), own.subList(0, 1 + random.nextInt(own.size())));
        return;
      }
      VersionedKey key = own.get(random.nextInt(own.size()));
      int version = key.begin();
      if (VersionedKey.isAbsence(version)) {
        store.delete(key.key);
      } else {
        store.put(key.key, key.value(version));
      }
      key.finish();
    }

    private void writeBatch(Batching batching, List<VersionedKey> keys) {
      try (Batch batch = batching.batch()) {
        for (VersionedKey key : keys) {
          int version = key.begin();
          if (VersionedKey.isAbsence(version)) {
            batch.delete(key.key);
          } else {
            batch.put(key.key, key.value(version));
          }
        }
        batch.commit();
      }
      keys.forEach(VersionedKey::finish);
    }

    void readOnce(Random random) {
      List<VersionedKey> own = owned.get(random.nextInt(WRITERS));
      VersionedKey key = own.get(random.nextInt(own.size()));
      VersionedKey.Look look = key.look();
      look.saw(
          random.nextBoolean()
              ? store.get(key.key)
              : Optional.ofNullable(store.getAll(List.of(key.key)).get(key.key)));
    }

    /** Lists everything and compares it with what each key may show. */
    void listOnce(Order order) {
      Map<Key, VersionedKey.Look> looks = new HashMap<>();
      written.forEach((key, versions) -> looks.put(key, versions.look()));
      List<Key> seen = new ArrayList<>();
      try (Results results = store.query(Query.below(Key.of("/world")).orderedBy(order))) {
        while (results.hasNext()) {
          Entry entry = results.next();
          seen.add(entry.key());
          check(entry, looks);
        }
      }
      assertThat(seen).doesNotHaveDuplicates().containsAll(untouched.keySet());
      if (order == Order.KEY) {
        assertThat(seen).isSorted();
      }
      looks.keySet().removeAll(seen);
      looks.values().forEach(look -> look.saw(Optional.empty()));
    }

    private void check(Entry entry, Map<Key, VersionedKey.Look> looks) {
      VersionedKey.Look look = looks.get(entry.key());
      if (look != null) {
        look.saw(entry);
      } else {
        assertThat(untouched).as("keys that were ever written").containsKey(entry.key());
        assertThat(entry.value()).isEqualTo(untouched.get(entry.key()));
      }
    }

    /** Asserts that the last versions are there, singly and in a listing. */
    void assertSettled(Datastore settled) {
      for (VersionedKey key : written.values()) {
        key.look().saw(settled.get(key.key));
        assertThat(settled.has(key.key)).isEqualTo(settled.get(key.key).isPresent());
      }
      untouched.forEach((key, value) -> DatastoreContract.assertHolds(settled, key, value));
    }
  }

  @Test
  void every_read_and_every_listing_among_writes_shows_what_was_there() {
    long seed = Seeds.seed();
    World world = new World(store());
    try (Together threads = new Together()) {
      IntStream.range(0, WRITERS)
          .forEach(writer -> threads.start(() -> world.write(writer, new Random(seed + writer))));
      Random reading = new Random(seed);
      threads.start(() -> whileWritten(world, () -> world.readOnce(reading)));
      threads.start(() -> whileWritten(world, () -> world.listOnce(Order.KEY)));
      threads.start(() -> whileWritten(world, () -> world.listOnce(Order.VALUE)));
    }
    world.listOnce(Order.KEY);
    world.assertSettled(store());
  }

  /** Does something before anybody writes, and until nobody writes any more. */
  private static void whileWritten(World world, Runnable step) {
    try {
      for (int i = 0; i < STEPS_BEFORE_WRITES; i++) {
        step.run();
      }
    } finally {
      world.reading.countDown();
    }
    do {
      step.run();
    } while (world.writing.get() > 0);
  }

  @RepeatedTest(3)
  void a_store_that_is_closed_among_all_of_it_keeps_what_had_returned(RepetitionInfo round) {
    long seed = Seeds.seed();
    String name = "closed-" + round.getCurrentRepetition();
    World world = new World(openAt(name));
    CountDownLatch busy = new CountDownLatch(CALLS_BEFORE_CLOSING);
    try (Together threads = new Together()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        List<VersionedKey> own = world.owned.get(writer);
        Random random = new Random(seed + writer);
        threads.start(() -> untilRefused(busy, () -> world.writeOnce(own, random)));
      }
      Random reading = new Random(seed);
      threads.start(() -> untilRefused(busy, () -> world.readOnce(reading)));
      threads.start(() -> untilRefused(busy, () -> world.listOnce(Order.KEY)));
      threads.start(
          () -> {
            busy.await();
            world.store.close();
          });
    }
    if (persistent()) {
      world.assertSettled(openAt(name));
    }
  }

  private static void untilRefused(CountDownLatch busy, Runnable step) {
    try {
      while (true) {
        step.run();
        busy.countDown();
      }
    } catch (DatastoreClosedException e) {
      return; // as it has to be, once the store is closed
    } finally {
      while (busy.getCount() > 0) {
        busy.countDown(); // nobody waits for one who has ended
      }
    }
  }

  @Test
  void a_put_is_not_undone_by_a_delete_whose_effect_was_seen_before_it() {
    Datastore store = store();
    Key key = Key.of("/contended");
    AtomicInteger deletes = new AtomicInteger();
    AtomicInteger deleting = new AtomicInteger(1);
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            try {
              for (int i = 0; i < 300; i++) {
                store.put(key, Samples.bytes("deleted " + i));
                deletes.incrementAndGet();
                store.delete(key);
              }
            } finally {
              deleting.set(0);
            }
          });
      threads.start(
          () -> {
            do {
              int before = deletes.get();
              if (store.has(key)) {
                continue;
              }
              store.put(key, Samples.bytes("kept"));
              boolean kept = store.has(key);
              assertThat(kept || deletes.get() != before)
                  .as("what was put after delete %d was seen is there before the next", before)
                  .isTrue();
            } while (deleting.get() > 0);
          });
    }
  }
}
