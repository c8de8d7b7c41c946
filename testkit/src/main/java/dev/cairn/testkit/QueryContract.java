package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a {@link Datastore} lists: each query is compared with an answer that was made without any
 * store.
 */
public abstract class QueryContract extends DatastoreFixture {

  private static final byte[] MIDDLE = {(byte) 0x80};

  private int filled;

  /** Creates the contract for one test. */
  protected QueryContract() {}

  /**
   * {@return a store that holds {@code contents} and nothing else} A store that only reads
   * overrides this; others are filled by {@link Datastore#put}.
   *
   * @param directory as for {@link #open}
   * @param contents what the store is to hold; every key is one that it {@linkplain #supports
   *     supports}
   */
  protected Datastore openWith(Path directory, Map<Key, byte[]> contents) {
    Datastore opened = open(directory);
    putAll(opened, contents);
    return opened;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/./",
        "/.././/",
        "/prefix/../",
        "/prefix",
        "/prefix/",
        "/prefix/sub/",
        "/0/",
        "/bad/"
      })
  void a_prefix_finds_what_lies_below_it_in_whole_components(String prefix) {
    assertAnswers(Samples.tree(100), Query.below(Key.of(prefix)));
  }

  @Test
  void the_prefix_itself_is_not_found_below_it_unless_it_is_the_root() {
    Map<Key, byte[]> contents =
        contents("/foo", "/foo/a", "/foo/a/b", "/foobar", "/foo-bar", "/fo", "/");

    assertAnswers(contents, Query.below(Key.of("/foo")));
    assertAnswers(contents, Query.below(Key.ROOT));
    assertAnswers(contents, Query.all());
  }

  @ParameterizedTest
  @MethodSource("orders")
  void entries_come_in_the_order_asked_for(List<Order> orders) {
    assertAnswers(Samples.tree(100), inOrder(Query.all(), orders));
  }

  static Stream<List<Order>> orders() {
    Comparator<Entry> byLastByte = Comparator.comparing(entry -> entry.value()[63]);
    return Stream.of(
        List.of(Order.KEY),
        List.of(Order.KEY_DESCENDING),
        List.of(Order.VALUE),
        List.of(Order.VALUE_DESCENDING),
        List.of(Order.VALUE, Order.KEY),
        List.of(Order.KEY, Order.VALUE),
        List.of(Order.by(byLastByte)),
        List.of(Order.by(byLastByte), Order.KEY_DESCENDING),
        List.of(Order.by(Comparator.comparing(entry -> entry.key().length())), Order.VALUE));
  }

  @Test
  void a_comparator_may_answer_any_number_and_ties_are_broken_by_key() {
    Map<Key, byte[]> contents = contents("/9", "/1", "/5", "/a/9", "/a/1", "/b");
    Order byDifference = Order.by((a, b) -> 1000 * (b.key().byteAt(1) - a.key().byteAt(1)));

    assertAnswers(contents, Query.all().orderedBy(byDifference));
    assertAnswers(contents, Query.all().orderedBy(Order.by(Comparator.comparing(e -> 0))));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10", "0, -1", "10, -1", "10, 10", "10, 20", "50, 20", "99, 20", "200, 20", "200, -1",
    "99, -1", "95, -1", "400, 20", "500, -1", "0, 0", "10, 0"
  })
  void offset_and_limit_cut_the_list(long offset, long limit) {
    Query query = Query.all().orderedBy(Order.KEY).keysOnly().offset(offset);

    assertAnswers(Samples.tree(100), limit < 0 ? query : query.limit(limit));
  }

  @Test
  void many_keys_are_listed_without_their_values() {
    assertAnswers(Samples.tree(100), Query.all().keysOnly());
  }

  @Test
  void offset_and_limit_cut_the_list_also_where_the_store_chooses_the_order() {
    Map<Key, byte[]> contents = Samples.tree(10);

    try (Results results = filled(contents).query(Query.all().offset(5).limit(7))) {
      List<Key> keys = results.stream().map(Entry::key).toList();

      assertThat(keys).hasSize(7).doesNotHaveDuplicates().isSubsetOf(contents.keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("filters")
  void a_filter_shows_what_it_passes(Filter filter) {
    Map<Key, byte[]> contents = Samples.tree(100);

    assertAnswers(contents, Query.all().filter(filter));
    assertAnswers(contents, Query.all().filter(filter).keysOnly());
    assertAnswers(contents, Query.all().filter(filter).sizesOnly());
    assertAnswers(
        contents, Query.below(Key.of("/prefix")).filter(filter).limit(3).orderedBy(Order.KEY));
  }

  static Stream<Filter> filters() {
    Filter isKey = Filter.key(Comparison.EQUAL, Key.of("/0key0"));
    Filter isLarge = Filter.value(Comparison.AT_LEAST, MIDDLE);
    return Stream.of(
        isKey,
        Filter.key(Comparison.LESS, Key.of("/2")),
        Filter.key(Comparison.NOT_EQUAL, Key.of("/prefix/sub/5key5")),
        Filter.key(Comparison.AT_LEAST, Key.of("/prefix")),
        Filter.key(Comparison.GREATER, Key.of("/prefix/sub")),
        Filter.key(Comparison.AT_MOST, Key.of("/capital/7KEY7")),
        Filter.keyPrefix("/0key0"),
        Filter.keyPrefix("/prefix/sub/1"),
        Filter.value(Comparison.LESS, MIDDLE),
        isLarge,
        isKey.or(isLarge),
        isLarge.negate().and(Filter.keyPrefix("/p")),
        entry -> entry.key().length() % 2 == 0);
  }

  @Test
  void a_filter_of_the_first_bytes_of_keys_takes_them_as_they_are() {
    Map<Key, byte[]> contents = contents("/foo", "/foo/a", "/foo/a/b", "/foobar", "/foo-bar", "/f");

    for (String bytes : List.of("/foo/", "/foo", "/foo/a/", "/f", "/", "", "foo", "//foo")) {
      assertAnswers(contents, Query.all().filter(Filter.keyPrefix(bytes)));
    }
  }

  @Test
  void a_query_for_keys_looks_at_values_where_a_filter_or_an_order_does() {
    Map<Key, byte[]> contents = Samples.tree(20);
    Query byValue =
        Query.all().filter(Filter.value(Comparison.LESS, MIDDLE)).orderedBy(Order.VALUE_DESCENDING);

    assertAnswers(contents, byValue.keysOnly());
    assertAnswers(contents, byValue.keysOnly().offset(3).limit(10));
    assertAnswers(contents, byValue.sizesOnly());
  }

  @Test
  void a_query_for_keys_shows_no_values() {
    try (Results results = filled(Samples.tree(5)).query(Query.all().keysOnly())) {
      results.forEachRemaining(
          entry -> {
            assertThat(entry.hasValue()).isFalse();
            assertThatThrownBy(entry::value).isInstanceOf(IllegalStateException.class);
          });
    }
  }

  @Test
  void a_query_for_sizes_shows_sizes_and_no_values() {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    for (int size : new int[] {0, 1, 100, 5000}) {
      contents.put(Key.of("/" + size), Samples.bytes(size));
    }

    assertAnswers(contents, Query.all().sizesOnly());
    assertAnswers(contents, Query.all());
  }

  @Test
  void times_of_expiry_may_be_asked_for_of_any_store() {
    Map<Key, byte[]> contents = Samples.tree(5);

    assertAnswers(contents, Query.all().withExpirations().orderedBy(Order.KEY));
  }

  /** The keys and the answers of go-datastore's own tests of queries. */
  @Test
  void the_samples_of_the_original_are_answered_as_there() {
    Map<Key, byte[]> contents =
        contents("/ab/c", "/ab/cd", "/ab/ef", "/ab/fg", "/a", "/abce", "/abcf", "/ab");
    assumeTrue(contents.size() == 8, "the store cannot hold all of their keys");
    Datastore store = filled(contents);
    Query all = Query.all().orderedBy(Order.KEY);
    Query below = Query.below(Key.of("/ab")).orderedBy(Order.KEY);

    assertKeys(store, all, "/a /ab /ab/c /ab/cd /ab/ef /ab/fg /abce /abcf");
    assertKeys(
        store,
        Query.all().orderedBy(Order.KEY_DESCENDING),
        "/abcf /abce /ab/fg /ab/ef /ab/cd /ab/c /ab /a");
    assertKeys(store, below, "/ab/c /ab/cd /ab/ef /ab/fg");
    assertKeys(store, below.offset(1).limit(2), "/ab/cd /ab/ef");
    assertKeys(store, all.filter(Filter.key(Comparison.EQUAL, Key.of("/ab"))), "/ab");
    assertKeys(store, all.filter(Filter.key(Comparison.AT_MOST, Key.of("/ab"))), "/a /ab");
    assertKeys(
        store,
        all.filter(Filter.key(Comparison.GREATER, Key.of("/ab"))),
        "/ab/c /ab/cd /ab/ef /ab/fg /abce /abcf");
    assertKeys(
        store, all.filter(Filter.keyPrefix("/a")), "/a /ab /ab/c /ab/cd /ab/ef /ab/fg /abce /abcf");
    assertKeys(store, all.filter(Filter.keyPrefix("/ab/")), "/ab/c /ab/cd /ab/ef /ab/fg");
    assertKeys(store, all.offset(10), "");
  }

  private static void assertKeys(Datastore store, Query query, String keys) {
    assertThat(store.query(query).toList().stream().map(entry -> entry.key().toString()).toList())
        .as(query.toString())
        .isEqualTo(keys.isEmpty() ? List.of() : List.of(keys.split(" ")));
  }

  @Test
  void the_order_of_keys_is_that_of_unsigned_bytes() {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    for (Key key : Samples.oddKeys()) {
      if (supports(key)) {
        contents.put(key, Samples.bytes(key.length() % 50));
      }
    }
    Datastore store = filled(contents);

    assertAnswers(store, contents, Query.all().orderedBy(Order.KEY));
    assertAnswers(store, contents, Query.all().orderedBy(Order.KEY_DESCENDING));
    assertAnswers(store, contents, Query.below(Key.of("/a")).orderedBy(Order.KEY));
    assertAnswers(store, contents, Query.below(Key.raw(new byte[] {(byte) 0xFF})));
    assertAnswers(store, contents, Query.all().from(Key.of("/a-b")).to(Key.of("/a/b")));
    for (Key key : contents.keySet()) {
      assertAnswers(store, contents, Query.all().startAfter(key).limit(2));
      Query descending = Query.all().orderedBy(Order.KEY_DESCENDING).startAfter(key).limit(2);
      assertAnswers(store, contents, descending);
    }
  }

  @Test
  void a_range_takes_its_first_key_and_not_its_last() {
    Map<Key, byte[]> contents = Samples.tree(30);
    Key first = Key.of("/prefix/11key11");
    Key last = Key.of("/prefix/sub/2key2");

    assertAnswers(contents, Query.all().from(first).to(last));
    assertAnswers(contents, Query.all().from(first).to(last).orderedBy(Order.KEY_DESCENDING));
    assertAnswers(contents, Query.all().from(first).to(last).orderedBy(Order.VALUE).limit(9));
    assertAnswers(contents, Query.below(Key.of("/prefix/sub")).from(first).to(last));
    assertAnswers(contents, Query.all().from(last).to(first));
    assertAnswers(contents, Query.all().from(first).to(first));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_listing_continued_page_by_page_is_the_whole_listing(boolean descending) {
    Map<Key, byte[]> contents = Samples.tree(30);
    Datastore store = filled(contents);
    Order order = descending ? Order.KEY_DESCENDING : Order.KEY;
    List<Shown> pages = new ArrayList<>();

    Query page = Query.below(Key.of("/prefix")).orderedBy(order).limit(7);
    for (List<Shown> found = Shown.all(store.query(page)); !found.isEmpty(); ) {
      pages.addAll(found);
      found = Shown.all(store.query(page.startAfter(found.get(found.size() - 1).key())));
    }

    assertThat(pages)
        .isEqualTo(NaiveQuery.answer(Query.below(Key.of("/prefix")).orderedBy(order), contents));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void every_combination_of_offset_limit_filter_order_and_prefix_is_answered(int count) {
    Map<Key, byte[]> contents = Samples.tree(count);
    Datastore store = filled(contents);
    List<List<Order>> orders =
        List.of(
            List.of(Order.KEY),
            List.of(Order.KEY_DESCENDING),
            List.of(Order.VALUE, Order.KEY),
            List.of(Order.by(Comparator.comparing(Entry::value, Arrays::compareUnsigned))));
    List<Filter> filters =
        List.of(
            Filter.key(Comparison.EQUAL, Key.of("/0key0")),
            Filter.key(Comparison.LESS, Key.of("/2")));
    for (String prefix : List.of("", "/prefix", "/0")) {
      for (List<Order> order : orders) {
        for (Filter filter : filters) {
          for (int offset : new int[] {0, 10, 95, 100}) {
            Query query = inOrder(Query.below(Key.of(prefix)), order).filter(filter).offset(offset);
            assertAnswers(store, contents, query);
            for (int limit : new int[] {1, 10, 100}) {
              assertAnswers(store, contents, query.limit(limit));
            }
          }
        }
      }
    }
  }

  @Test
  void random_queries_are_answered_as_by_a_list_in_memory() {
    Random random = Seeds.random();
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      contents.put(RandomQueries.key(random), Samples.bytes(random, random.nextInt(6)));
    }
    contents.keySet().removeIf(key -> !supports(key));
    Datastore store = filled(contents);

    for (int i = 0; i < 500; i++) {
      assertAnswers(store, contents, RandomQueries.query(random));
    }
  }

  @Test
  void results_know_their_query() {
    Query query = Query.below(Key.of("/prefix")).orderedBy(Order.VALUE).limit(3).keysOnly();

    try (Results results = filled(Samples.tree(5)).query(query)) {
      assertThat(results.query()).isSameAs(query);
    }
  }

  @Test
  void asking_twice_whether_there_is_more_skips_nothing() {
    Map<Key, byte[]> contents = Samples.tree(3);
    List<Key> found = new ArrayList<>();

    try (Results results = filled(contents).query(Query.all())) {
      while (results.hasNext()) {
        assertThat(results.hasNext()).isTrue();
        found.add(results.next().key());
      }
      assertThat(results.hasNext()).isFalse();
      assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(contents.keySet());
  }

  @Test
  void results_closed_early_are_refused_and_the_store_goes_on() {
    Map<Key, byte[]> contents = Samples.tree(50);
    Datastore store = filled(contents);

    for (Query query : List.of(Query.all(), Query.all().orderedBy(Order.VALUE))) {
      Results results = store.query(query);
      results.next();
      results.close();
      results.close();

      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(results::next).isInstanceOf(DatastoreClosedException.class);
      assertAnswers(store, contents, query);
    }
  }

  @Test
  void many_unfinished_listings_do_not_disturb_each_other() {
    Map<Key, byte[]> contents = Samples.tree(20);
    Datastore store = filled(contents);
    List<Results> listings = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      listings.add(store.query(Query.all().orderedBy(Order.KEY)));
      listings.get(i / 2).next();
    }

    try (Results first = listings.get(0);
        Results last = listings.get(199)) {
      assertThat(last.toList()).hasSize(80);
      assertThat(first.toList()).hasSize(78);
    }
    listings.forEach(Results::close);
    assertAnswers(store, contents, Query.all());
  }

  @Test
  void a_list_or_a_stream_of_results_closes_them() {
    Datastore store = filled(Samples.tree(5));

    Results listed = store.query(Query.all());
    assertThat(listed.toList()).hasSize(20);
    Results streamed = store.query(Query.all());
    try (Stream<Entry> entries = streamed.stream()) {
      assertThat(entries.limit(3)).hasSize(3);
    }

    assertThatThrownBy(listed::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(streamed::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThat(Datastores.count(store, Query.below(Key.of("/prefix")))).isEqualTo(10);
  }

  @Test
  void what_a_filter_throws_reaches_the_caller_and_the_store_goes_on() {
    Map<Key, byte[]> contents = Samples.tree(5);
    Datastore store = filled(contents);
    Filter failing =
        entry -> {
          throw new UnsupportedOperationException("thrown by a filter");
        };

    try (Results results = store.query(Query.all().filter(failing))) {
      assertThatThrownBy(results::hasNext).hasMessage("thrown by a filter");
    }

    assertAnswers(store, contents, Query.all());
  }

  private Datastore filled(Map<Key, byte[]> contents) {
    return track(openWith(directory("filled-" + filled++), contents));
  }

  private void assertAnswers(Map<Key, byte[]> contents, Query query) {
    try (Datastore store = filled(contents)) {
      assertAnswers(store, contents, query);
    }
  }

  private static void assertAnswers(Datastore store, Map<Key, byte[]> contents, Query query) {
    List<Shown> found = Shown.all(store.query(query));
    if (query.orders().isEmpty()) {
      found.sort(Comparator.comparing(Shown::key));
    }
    assertThat(found).as(query.toString()).isEqualTo(NaiveQuery.answer(query, contents));
  }

  private static Query inOrder(Query query, List<Order> orders) {
    Query ordered = query;
    for (Order order : orders) {
      ordered = ordered.orderedBy(order);
    }
    return ordered;
  }

  private Map<Key, byte[]> contents(String... keys) {
    Map<Key, byte[]> contents = new LinkedHashMap<>();
    Stream.of(keys)
        .map(Key::of)
        .filter(this::supports)
        .forEach(key -> contents.put(key, key.toBytes()));
    return contents;
  }
}
