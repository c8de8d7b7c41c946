package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a listing holds in memory: next to nothing, however many entries it shows. A store is filled
 * with more than 64 MB, and another JVM, with a heap of no more than that, opens and lists it.
 *
 * <p>A million entries are listed with the tests of the tag {@code soak}.
 */
public abstract class ListingContract extends DatastoreFixture {

  private static final int FEW = 120_000;
  private static final int MANY = 1_000_000;

  /** So many are written at once. */
  private static final int BATCH = 1000;

  /** So large that the values together are more than the heap can hold. */
  private static final int VALUE_SIZE = 700;

  private static final Key ROOT = Key.of("/listed");

  /** Creates the contract for one test. */
  protected ListingContract() {}

  /**
   * {@return how many entries the store can at least list with a heap of 64 MB} A million or more
   * for a store that holds no keys in memory.
   */
  protected long entriesInSmallHeap() {
    return MANY;
  }

  @Test
  void a_listing_of_more_than_the_heap_can_hold_streams() {
    assertStreams(FEW);
  }

  @Test
  @Tag("soak")
  void a_listing_of_a_million_entries_streams() {
    assertStreams(MANY);
  }

  private void assertStreams(int count) {
    assumeTrue(persistent(), "the store is in memory itself");
    long entries = Math.min(count, entriesInSmallHeap());
    try (Datastore store = openAt("listed")) {
      for (long from = 0; from < entries; from += BATCH) {
        fill(store, from, Math.min(from + BATCH, entries));
      }
    }

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Lister.class, nameForForks(), directory("listed").toString())
            .withOption("-Xmx64m")
            .run()
            .expectSuccess();

    assertThat(outcome.lines()).last().isEqualTo(Lister.SEEN + entries);
  }

  private static void fill(Datastore store, long from, long to) {
    byte[] value = Samples.bytes(VALUE_SIZE);
    Optional<Batching> batching = store.capability(Batching.class);
    if (batching.isEmpty()) {
      for (long number = from; number < to; number++) {
        store.put(key(number), value);
      }
      return;
    }
    try (Batch batch = batching.get().batch()) {
      for (long number = from; number < to; number++) {
        batch.put(key(number), value);
      }
      batch.commit();
    }
  }

  private static Key key(long number) {
    return ROOT.child(Key.of("/%09d".formatted(number)));
  }

  /** Lists a store. */
  static final class Lister {

    static final String SEEN = "entries seen: ";

    private Lister() {}

    /** Takes the class of a fixture, and the directory of the store. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) throws Exception {
      try (Datastore store = FixtureInstances.create(arguments[0]).open(Path.of(arguments[1]))) {
        System.out.println(SEEN + list(store));
      }
    }

    /** Returns how many entries a listing shows, each with its whole value. */
    private static long list(Datastore store) {
      long seen = 0;
      try (Results results = store.query(Query.below(ROOT))) {
        while (results.hasNext()) {
          if (results.next().value().length != VALUE_SIZE) {
            throw new AssertionError("a value is not whole");
          }
          seen++;
        }
      }
      return seen;
    }
  }
}
