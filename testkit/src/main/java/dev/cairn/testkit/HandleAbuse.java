package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Misuses a store and what it hands out in every way that there is: late, twice, from several
 * threads at once. Runs in a JVM of its own, which must outlive it.
 *
 * <p>One thread meets no exception but those that the interfaces promise. Several that share what
 * is for one at a time may meet any exception, and still nothing worse.
 */
final class HandleAbuse {

  static final String SURVIVED = "survived";

  private static final int ROUNDS = 12;
  private static final int CALLS = 400;

  private final Datastore store;
  private final List<Results> results = new ArrayList<>();
  private final List<Batch> batches = new ArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();

  private HandleAbuse(Datastore store) {
    this.store = store;
    for (int i = 0; i < 50; i++) {
      store.put(key(i), new byte[i]);
    }
    for (int i = 0; i < 6; i++) {
      Query query = Query.all();
      results.add(store.query(i % 2 == 0 ? query : query.orderedBy(Order.VALUE_DESCENDING)));
      store.capability(Batching.class).ifPresent(batching -> batches.add(batching.batch()));
    }
  }

  /** Takes the class of a fixture, a directory for the store, and a seed. */
  public static void main(String[] arguments) throws Exception {
    StoreUnderTest fixture = FixtureInstances.create(arguments[0]);
    Path directory = Path.of(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    for (int round = 0; round < ROUNDS; round++) {
      Random random = new Random(seed + round);
      HandleAbuse abuse = new HandleAbuse(fixture.open(directory));
      if (round % 2 == 0) {
        abuse.byOneThread(random);
      } else {
        abuse.byManyThreads(random);
      }
      print(abuse.refusals + " calls refused");
    }
    print(SURVIVED);
  }

  private void byOneThread(Random random) {
    int closing = random.nextInt(CALLS);
    for (int call = 0; call < CALLS; call++) {
      if (call == closing) {
        store.close();
      }
      try {
        abuse(random);
      } catch (DatastoreClosedException | IllegalStateException | NoSuchElementException e) {
        refusals.incrementAndGet(); // clear ones
      }
    }
    store.close();
  }

  private void byManyThreads(Random random) {
    CountDownLatch begun = new CountDownLatch(4);
    try (Together threads = new Together()) {
      for (int i = 0; i < 4; i++) {
        Random own = new Random(random.nextLong());
        threads.start(
            () -> {
              for (int call = 0; call < CALLS; call++) {
                if (call == 20) {
                  begun.countDown();
                }
                try {
                  abuse(own);
                } catch (RuntimeException e) {
                  refusals.incrementAndGet(); // four threads use what is for one at a time
                }
              }
            });
      }
      threads.start(
          () -> {
            begun.await();
            store.close();
          });
    }
  }

  private void abuse(Random random) {
    Results someResults = results.get(random.nextInt(results.size()));
    switch (random.nextInt(batches.isEmpty() ? 13 : 18)) {
      case 0 -> store.get(key(random.nextInt(60)));
      case 1 -> store.has(key(random.nextInt(60)));
      case 2 -> store.size(key(random.nextInt(60)));
      case 3 -> store.getAll(List.of(key(1), key(random.nextInt(60))));
      case 4 -> store.put(key(random.nextInt(60)), new byte[random.nextInt(100)]);
      case 5 -> store.delete(key(random.nextInt(60)));
      case 6 -> store.sync(Key.ROOT);
      case 7 -> store.query(Query.all()).next(); // and never closed
      case 8 -> store.capability(DiskUsage.class).ifPresent(DiskUsage::diskUsage);
      case 9, 10 -> someResults.next();
      case 11 -> someResults.forEachRemaining(entry -> {});
      case 12 -> {
        if (random.nextInt(10) == 0) {
          someResults.close();
        }
      }
      default -> abuse(random, batches.get(random.nextInt(batches.size())));
    }
  }

  private static void abuse(Random random, Batch batch) {
    switch (random.nextInt(12)) {
      case 0 -> batch.commit();
      case 1 -> batch.close();
      case 2, 3, 4 -> batch.delete(key(random.nextInt(60)));
      default -> batch.put(key(random.nextInt(60)), new byte[random.nextInt(1000)]);
    }
  }

  private static Key key(int number) {
    return Key.of("/abused/" + number);
  }

  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  private static void print(String line) {
    System.out.println(line);
  }
}
