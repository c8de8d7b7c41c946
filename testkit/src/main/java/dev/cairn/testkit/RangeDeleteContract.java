package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What {@link RangeDelete} does: removes every key of a range, in one step, and no other. */
public abstract class RangeDeleteContract extends DatastoreFixture {

  private static final Query ALL = Query.all().orderedBy(Order.KEY);

  /** Creates the contract for one test. */
  protected RangeDeleteContract() {}

  @Test
  void a_range_takes_its_first_key_and_not_its_last() {
    RangeDelete ranges = claimed(RangeDelete.class);
    for (String key : new String[] {"/a", "/a-b", "/a/b", "/a/b/c", "/ab", "/b"}) {
      store().put(Key.of(key), Samples.bytes(key));
    }

    ranges.deleteRange(KeyRange.below(Key.of("/nothing")));
    ranges.deleteRange(KeyRange.ALL.from(Key.of("/b")).before(Key.of("/a")));
    assertThat(keys()).containsExactly("/a", "/a-b", "/a/b", "/a/b/c", "/ab", "/b");
    ranges.deleteRange(KeyRange.below(Key.of("/a")));
    assertThat(keys()).containsExactly("/a", "/a-b", "/ab", "/b");
    ranges.deleteRange(KeyRange.ALL.from(Key.of("/a-b")).before(Key.of("/b")));
    assertThat(keys()).containsExactly("/a", "/b");
    ranges.deleteRange(KeyRange.ALL);
    assertThat(keys()).isEmpty();
  }

  private List<String> keys() {
    return store().query(ALL).toList().stream().map(entry -> entry.key().toString()).toList();
  }

  @Test
  void random_ranges_take_what_they_take_from_a_sorted_map() {
    RangeDelete ranges = claimed(RangeDelete.class);
    Random random = Seeds.random();
    Map<Key, byte[]> model = new TreeMap<>();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 30; i++) {
        Key key = RandomQueries.key(random);
        if (supports(key)) {
          byte[] value = Samples.bytes(random, 4);
          store().put(key, value);
          model.put(key, value);
        }
      }
      KeyRange range = KeyRange.below(RandomQueries.key(random)).from(RandomQueries.key(random));
      range = random.nextBoolean() ? range : range.before(RandomQueries.key(random));

      ranges.deleteRange(range);

      model.keySet().removeIf(range::contains);
      assertThat(Shown.all(store().query(ALL)))
          .as("after the deletion of %s", range)
          .isEqualTo(NaiveQuery.answer(ALL, model));
    }
    if (persistent()) {
      assertThat(Shown.all(reopened().query(ALL))).isEqualTo(NaiveQuery.answer(ALL, model));
    }
  }

  @Test
  void what_is_deleted_may_be_put_again() {
    RangeDelete ranges = claimed(RangeDelete.class);
    Key key = Key.of("/range/key");
    for (int round = 0; round < 3; round++) {
      store().put(key, Samples.bytes("round " + round));
      DatastoreContract.assertHolds(store(), key, Samples.bytes("round " + round));
      ranges.deleteRange(KeyRange.below(Key.of("/range")));
      DatastoreContract.assertLacks(store(), key);
    }
  }

  @Test
  void no_listing_shows_a_part_of_a_range_gone() {
    RangeDelete ranges = claimed(RangeDelete.class);
    assumeTrue(snapshotResults(), "the store has no snapshots to see it by");
    Query range = Query.below(Key.of("/range"));
    int size = 300;
    for (int i = 0; i < size; i++) {
      store().put(Key.of("/range/" + i), Samples.bytes(10));
    }
    CountDownLatch listing = new CountDownLatch(1);
    AtomicBoolean deleted = new AtomicBoolean();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            listing.await();
            ranges.deleteRange(KeyRange.below(Key.of("/range")));
            deleted.set(true);
          });
      threads.start(
          () -> {
            boolean over;
            do {
              over = deleted.get();
              int seen = Shown.all(store().query(range)).size();
              listing.countDown();
              assertThat(seen).isIn(0, size);
            } while (!over);
          });
    }
  }
}
