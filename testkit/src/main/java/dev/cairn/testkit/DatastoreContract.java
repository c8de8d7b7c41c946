package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.UnsupportedKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Datastore} does with keys and values: puts, gets and deletes them, whatever
 * their bytes, from any number of threads, and holds them beyond its closing.
 */
public abstract class DatastoreContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/folder/name");
  private static final int LARGE = (8 << 20) + 1;

  /** Creates the contract for one test. */
  protected DatastoreContract() {}

  @Test
  void a_value_is_found_from_its_put_to_its_delete() {
    byte[] value = Samples.bytes("Hello Datastore!");

    store().put(KEY, value);

    assertHolds(store(), KEY, value);
    assertHolds(store(), KEY, value);
    store().delete(KEY);
    assertLacks(store(), KEY);
  }

  @Test
  void an_absent_key_is_absent_for_every_question() {
    store().put(KEY, Samples.bytes("here"));

    assertLacks(store(), Key.of("/folder/nam"));
    assertLacks(store(), Key.of("/folder/name2"));
    assertLacks(store(), Key.of("/folder"));
    assertLacks(store(), Key.of("/folder/name/below"));
  }

  @Test
  void deleting_an_absent_key_does_nothing() {
    store().put(KEY, Samples.bytes("here"));

    store().delete(Key.of("/absent"));
    store().delete(Key.of("/absent"));

    assertHolds(store(), KEY, Samples.bytes("here"));
    assertThat(Shown.all(store().query(Query.all()))).hasSize(1);
  }

  @Test
  void an_empty_value_is_a_value() {
    store().put(KEY, new byte[0]);

    assertHolds(store(), KEY, new byte[0]);
  }

  @Test
  void a_later_put_replaces_an_earlier_one() {
    for (String text : List.of("first", "a second, longer one", "", "3")) {
      store().put(KEY, Samples.bytes(text));

      assertHolds(store(), KEY, Samples.bytes(text));
    }
    assertThat(Shown.all(store().query(Query.all()))).hasSize(1);
  }

  @Test
  void a_key_that_was_deleted_can_be_put_again() {
    store().put(KEY, Samples.bytes("first"));
    store().delete(KEY);
    store().put(KEY, Samples.bytes("second"));

    assertHolds(store(), KEY, Samples.bytes("second"));
  }

  @Test
  void a_value_larger_than_any_buffer_comes_back_whole() {
    byte[] value = Samples.bytes(LARGE);

    store().put(KEY, value);
    store().put(Key.of("/other"), Samples.bytes("small"));

    assertHolds(store(), KEY, value);
    assertHolds(store(), Key.of("/other"), Samples.bytes("small"));
  }

  @Test
  void any_bytes_make_a_key_and_no_two_keys_are_taken_for_one() {
    Map<Key, byte[]> contents = oddContents();

    contents.forEach(this::putOrBeRefused);

    contents.keySet().removeIf(key -> !supports(key));
    contents.forEach((key, value) -> assertHolds(store(), key, value));
    assertThat(Shown.all(store().query(Query.all())))
        .containsExactlyInAnyOrderElementsOf(NaiveQuery.answer(Query.all(), contents));
    contents.keySet().forEach(store()::delete);
    contents.keySet().forEach(key -> assertLacks(store(), key));
  }

  @Test
  void a_key_has_nothing_to_do_with_those_above_and_below_it() {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    for (String path : List.of("/a", "/a/b", "/a/b/c", "/a/b/c/d", "/ab", "/a/bc")) {
      if (supports(Key.of(path))) {
        contents.put(Key.of(path), Samples.bytes(path));
      }
    }
    putAll(store(), contents);

    for (Key deleted : List.copyOf(contents.keySet())) {
      store().delete(deleted);
      byte[] value = Objects.requireNonNull(contents.remove(deleted));
      assertLacks(store(), deleted);
      contents.forEach((key, held) -> assertHolds(store(), key, held));

      store().put(deleted, value);
      contents.put(deleted, value);
      contents.forEach((key, held) -> assertHolds(store(), key, held));
    }
  }

  @Test
  void many_are_got_at_once_in_the_order_asked_for_and_absent_ones_left_out() {
    Map<Key, byte[]> contents = Samples.tree(5);
    putAll(store(), contents);
    List<Key> absent = List.of(Key.of("/absent/1"), Key.of("/absent/2"));
    List<Key> asked = new ArrayList<>(contents.keySet());
    asked.add(3, absent.get(0));
    asked.add(absent.get(1));
    asked.add(asked.get(0));

    Map<Key, byte[]> found = store().getAll(asked);

    assertThat(found.keySet()).containsExactlyElementsOf(contents.keySet());
    contents.forEach((key, value) -> assertThat(found.get(key)).isEqualTo(value));
    assertThat(store().getAll(absent)).isEmpty();
    assertThat(store().getAll(List.of())).isEmpty();
  }

  @Test
  void an_array_handed_in_is_not_kept() {
    byte[] value = Samples.bytes("value");

    store().put(KEY, value);
    Arrays.fill(value, (byte) '!');

    assertHolds(store(), KEY, Samples.bytes("value"));
  }

  @Test
  void an_array_handed_out_is_the_callers() {
    store().put(KEY, Samples.bytes("value"));

    Arrays.fill(store().get(KEY).orElseThrow(), (byte) '!');
    Arrays.fill(store().getAll(List.of(KEY)).values().iterator().next(), (byte) '!');
    try (Results results = store().query(Query.all())) {
      Arrays.fill(results.next().value(), (byte) '!');
    }

    assertHolds(store(), KEY, Samples.bytes("value"));
  }

  @Test
  void sync_accepts_any_prefix_at_any_time() {
    store().sync(Key.of("/prefix"));
    store().put(Key.of("/prefix"), Samples.bytes("foo"));
    store().sync(Key.of("/prefix"));
    store().put(Key.of("/prefix/sub"), Samples.bytes("bar"));
    store().sync(Key.of("/prefix"));
    store().sync(Key.of("/prefix/sub"));
    store().sync(Key.of("/nothing/here"));
    store().sync(Key.ROOT);

    assertHolds(store(), Key.of("/prefix"), Samples.bytes("foo"));
    assertHolds(store(), Key.of("/prefix/sub"), Samples.bytes("bar"));
  }

  @Test
  void a_listing_and_a_get_agree_about_every_key() {
    putAll(store(), Samples.tree(10));
    store().put(KEY, Samples.bytes("value"));
    store().delete(Key.of("/prefix/3key3"));

    for (String prefix : List.of("/", "/prefix", "/folder")) {
      List<Entry> listed = store().query(Query.below(Key.of(prefix))).toList();
      assertThat(listed).extracting(Entry::key).doesNotHaveDuplicates();
      listed.forEach(entry -> assertHolds(store(), entry.key(), entry.value()));
    }
  }

  @Test
  void a_store_opened_again_holds_what_it_held() {
    assumeTrue(persistent(), "the store keeps nothing beyond its closing");
    Map<Key, byte[]> contents = oddContents();
    contents.keySet().removeIf(key -> !supports(key));
    putAll(store(), contents);
    store().put(KEY, Samples.bytes("deleted before closing"));
    store().delete(KEY);

    for (int opening = 0; opening < 3; opening++) {
      Datastore again = reopened();

      contents.forEach((key, value) -> assertHolds(again, key, value));
      assertLacks(again, KEY);
      assertThat(Shown.all(again.query(Query.all()))).hasSameSizeAs(contents.keySet());
    }
  }

  @Test
  void random_calls_do_what_they_do_to_a_sorted_map() {
    Random random = Seeds.random();
    TreeMap<Key, byte[]> model = new TreeMap<>();
    for (int step = 0; step < 2000; step++) {
      Key key = Key.of("/" + random.nextInt(7) + "/" + random.nextInt(40));
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          byte[] value = Samples.bytes(random, random.nextInt(200));
          store().put(key, value);
          model.put(key, value);
        }
        case 3, 4 -> {
          store().delete(key);
          model.remove(key);
        }
        case 5 -> {
          Query query = Query.below(key.parent()).orderedBy(Order.KEY);
          assertThat(Shown.all(store().query(query))).isEqualTo(NaiveQuery.answer(query, model));
        }
        default -> assertHoldsAs(model, key);
      }
      if (persistent() && step % 500 == 499) {
        reopened();
      }
    }
    model.keySet().forEach(key -> assertHoldsAs(model, key));
  }

  @Test
  void results_show_the_store_as_it_was_when_they_were_asked_for() {
    Map<Key, byte[]> before = Samples.tree(50);
    putAll(store(), before);

    try (Results results = store().query(Query.below(Key.of("/prefix")).orderedBy(Order.KEY))) {
      List<Shown> seen = new ArrayList<>();
      for (int i = 0; results.hasNext(); i++) {
        seen.add(Shown.of(results.next(), results.query().projection()));
        store().put(Key.of("/prefix/new" + i), Samples.bytes("new"));
        store().put(Key.of("/prefix/sub/7key7"), Samples.bytes("other"));
        store().delete(Key.of("/prefix/sub/9key9"));
      }

      assertThat(seen).extracting(Shown::key).doesNotHaveDuplicates();
      List<Shown> old = NaiveQuery.answer(results.query(), before);
      if (snapshotResults()) {
        assertThat(seen).isEqualTo(old);
      } else {
        old.stream()
            .filter(shown -> !shown.key().toString().matches(".*(7key7|9key9)"))
            .forEach(untouched -> assertThat(seen).contains(untouched));
      }
    }
  }

  @Test
  void what_a_listing_shows_may_be_deleted_at_once() {
    putAll(store(), Samples.tree(50));

    try (Results results = store().query(Query.below(Key.of("/prefix")).keysOnly())) {
      results.forEachRemaining(entry -> store().delete(entry.key()));
    }

    assertThat(Shown.all(store().query(Query.below(Key.of("/prefix"))))).isEmpty();
    assertThat(Shown.all(store().query(Query.all()))).hasSize(100);
  }

  @Test
  void threads_that_write_apart_from_each_other_each_find_their_own() {
    long seed = Seeds.seed();
    Datastore store = store();
    try (Together threads = new Together()) {
      for (int i = 0; i < 8; i++) {
        int thread = i;
        threads.start(() -> useOwnFolder(store, thread, new Random(seed + thread)));
      }
    }
  }

  private static void useOwnFolder(Datastore store, int thread, Random random) {
    Map<Key, byte[]> own = new TreeMap<>();
    Query query = Query.below(Key.of("/" + thread)).orderedBy(Order.KEY);
    for (int step = 0; step < 200; step++) {
      Key key = Key.of("/" + thread + "/" + random.nextInt(30));
      if (random.nextInt(3) == 0) {
        store.delete(key);
        own.remove(key);
        assertLacks(store, key);
      } else {
        byte[] value = Samples.bytes(random, random.nextInt(500));
        store.put(key, value);
        own.put(key, value);
        assertHolds(store, key, value);
      }
      if (step % 20 == 0) {
        assertThat(Shown.all(store.query(query))).isEqualTo(NaiveQuery.answer(query, own));
      }
    }
  }

  @Test
  void threads_that_write_one_key_leave_a_whole_value() {
    Datastore store = store();
    int writers = 4;
    int rounds = 50;
    AtomicInteger writing = new AtomicInteger(writers);
    store.put(KEY, filled(0));
    try (Together threads = new Together()) {
      for (int i = 0; i < writers; i++) {
        int writer = i;
        threads.start(
            () -> {
              for (int round = 0; round < rounds; round++) {
                store.put(KEY, filled(writer));
              }
              writing.decrementAndGet();
            });
      }
      threads.start(
          () -> {
            while (writing.get() > 0) {
              byte[] seen = store.get(KEY).orElseThrow();
              assertThat(seen).isEqualTo(filled(seen[0]));
            }
          });
    }
    byte[] last = store.get(KEY).orElseThrow();
    assertThat(last).isEqualTo(filled(last[0]));
  }

  private static byte[] filled(int with) {
    byte[] value = new byte[10_000 + with];
    Arrays.fill(value, (byte) with);
    return value;
  }

  private static Map<Key, byte[]> oddContents() {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    int size = 0;
    for (Key key : Samples.oddKeys()) {
      contents.put(key, Samples.bytes(size++));
    }
    return contents;
  }

  private void putOrBeRefused(Key key, byte[] value) {
    if (supports(key)) {
      store().put(key, value);
    } else {
      assertThatThrownBy(() -> store().put(key, value))
          .as("put of %s, which the store cannot hold", key)
          .isInstanceOf(UnsupportedKeyException.class);
      assertLacks(store(), key);
    }
  }

  private void assertHoldsAs(Map<Key, byte[]> model, Key key) {
    byte[] value = model.get(key);
    if (value == null) {
      assertLacks(store(), key);
    } else {
      assertHolds(store(), key, value);
    }
  }

  static void assertHolds(Datastore store, Key key, byte[] value) {
    assertThat(store.has(key)).as("has %s", key).isTrue();
    assertThat(store.size(key)).as("size of %s", key).hasValue(value.length);
    assertThat(store.get(key)).as("value of %s", key).hasValueSatisfying(isEqualTo(value));
    assertThat(store.getAll(List.of(key))).as("all of %s", key).containsOnlyKeys(key);
  }

  private static Consumer<byte[]> isEqualTo(byte[] value) {
    return found -> assertThat(found).isEqualTo(value);
  }

  static void assertLacks(Datastore store, Key key) {
    assertThat(store.has(key)).as("has %s", key).isFalse();
    assertThat(store.size(key)).as("size of %s", key).isEmpty();
    assertThat(store.get(key)).as("value of %s", key).isEmpty();
    assertThat(store.getAll(List.of(key))).as("all of %s", key).isEmpty();
    try (Results results = store.query(Query.all().from(key).limit(1))) {
      assertThat(results.hasNext() ? results.next() : null)
          .as("the listing from %s", key)
          .satisfiesAnyOf(
              entry -> assertThat(entry).isNull(),
              entry -> assertThat(entry).extracting(Entry::key).isNotEqualTo(key));
    }
  }
}
