package dev.cairn.testkit;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Misuses a store and what it hands out in every way that there is: late, twice, from several
 * threads at once. Runs in a JVM of its own, which must outlive it.
 *
 * <p>One thread meets no exception but those that the interfaces promise. Several that share what
 * is for one at a time may meet any exception, and still nothing worse.
 */
final class HandleAbuse {

  static final String SURVIVED = "survived";

  private static final int THREADS = 8;
  private static final int CALLS = 400;

  private final Datastore store;
  private final List<Results> results = new ArrayList<>();
  private final List<Batch> batches = new ArrayList<>();

  /** Calls of what the store can do beside reading and writing. */
  private final List<Consumer<Random>> abilities = new ArrayList<>();

  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();

  private HandleAbuse(Datastore store, Path copies) {
    this.store = store;
    for (int i = 0; i < 50; i++) {
      store.put(key(i), new byte[i]);
    }
    for (int i = 0; i < 6; i++) {
      Query query = Query.all();
      results.add(store.query(i % 2 == 0 ? query : query.orderedBy(Order.VALUE_DESCENDING)));
      store.capability(Batching.class).ifPresent(batching -> batches.add(batching.batch()));
    }
    for (int i = 0; i < 3; i++) {
      offer(Snapshots.class, it -> abuse(it.snapshot()));
      offer(BulkLoad.class, it -> abuse(it.bulkLoad()));
      offer(Transactions.class, it -> abuse(it.begin()));
    }
    offer(View.class, it -> random -> it.view(key(random.nextInt(60)), HandleAbuse::sum));
    offer(RangeDelete.class, it -> random -> it.deleteRange(KeyRange.below(key(1))));
    offer(Compaction.class, it -> rarely(() -> it.compact(KeyRange.ALL)));
    offer(Check.class, it -> rarely(it::check));
    offer(Checkpoint.class, it -> rarely(() -> it.checkpoint(copies.resolve(nextName()))));
  }

  private <T> void offer(Class<T> ability, Function<T, Consumer<Random>> abused) {
    store.capability(ability).map(abused).ifPresent(abilities::add);
  }

  private static Consumer<Random> rarely(Runnable call) {
    return random -> {
      if (random.nextInt(20) == 0) {
        call.run();
      }
    };
  }

  private String nextName() {
    return "copy-" + numbers.getAndIncrement();
  }

  private static int sum(ByteBuffer value) {
    int sum = 0;
    while (value.hasRemaining()) {
      sum += value.get();
    }
    return sum;
  }

  private static Consumer<Random> abuse(Datastore snapshot) {
    Results listing = snapshot.query(Query.all());
    return random -> {
      switch (random.nextInt(20)) {
        case 0 -> snapshot.close();
        case 1, 2, 3 -> snapshot.query(Query.all()).next(); // and never closed
        case 4, 5, 6 -> listing.next();
        case 7, 8, 9 -> snapshot.has(key(random.nextInt(60)));
        default -> snapshot.get(key(random.nextInt(60)));
      }
    };
  }

  private Consumer<Random> abuse(Loader load) {
    return random -> {
      switch (random.nextInt(20)) {
        case 0 -> load.commit();
        case 1 -> load.close();
        default -> {
          Key key = Key.of("/loaded/%09d".formatted(numbers.getAndIncrement()));
          load.add(key, new byte[random.nextInt(1000)]);
        }
      }
    };
  }

  private static Consumer<Random> abuse(Transaction transaction) {
    return random -> {
      switch (random.nextInt(12)) {
        case 0 -> commit(transaction);
        case 1 -> transaction.close();
        case 2, 3 -> transaction.query(Query.all()).next(); // and never closed
        case 4, 5, 6 -> transaction.put(key(random.nextInt(60)), new byte[random.nextInt(100)]);
        case 7 -> transaction.delete(key(random.nextInt(60)));
        default -> transaction.get(key(random.nextInt(60)));
      }
    };
  }

  private static void commit(Transaction transaction) {
    try {
      transaction.commit();
    } catch (TransactionConflictException e) {
      // As it should be: others write the same keys.
    }
  }

  /** Takes the class of a fixture, a directory for the store, a seed, and how many rounds. */
  public static void main(String[] arguments) throws Exception {
    StoreUnderTest fixture = FixtureInstances.create(arguments[0]);
    Path directory = Path.of(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    int rounds = Integer.parseInt(arguments[3]);
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(seed + round);
      HandleAbuse abuse =
          new HandleAbuse(fixture.open(directory), directory.resolveSibling("copies-" + round));
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
    CountDownLatch begun = new CountDownLatch(THREADS);
    try (Together threads = new Together()) {
      for (int i = 0; i < THREADS; i++) {
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
                  refusals.incrementAndGet(); // many threads use what is for one at a time
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
    if (!abilities.isEmpty() && random.nextInt(3) == 0) {
      abilities.get(random.nextInt(abilities.size())).accept(random);
      return;
    }
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
