package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QueryEngineTest {

  private final Map<Key, byte[]> contents = new TreeMap<>();

  /** Lists the contents in order, with no more of each entry than was asked for. */
  private ListedEntries scan(KeyRange range, Direction direction, Projection projection) {
    List<Entry> entries = new ArrayList<>();
    contents.forEach(
        (key, value) -> {
          if (range.contains(key)) {
            entries.add(
                switch (projection) {
                  case KEYS -> Entry.keyOnly(key);
                  case SIZES -> Entry.sized(key, value.length);
                  case VALUES -> Entry.of(key, value);
                });
          }
        });
    if (direction == Direction.DESCENDING) {
      Collections.reverse(entries);
    }
    return new ListedEntries(entries);
  }

  private ListedEntries shuffled(Projection projection, Random random) {
    List<Entry> entries = new ArrayList<>();
    scan(KeyRange.ALL, Direction.ASCENDING, projection).forEachRemaining(entries::add);
    Collections.shuffle(entries, random);
    return new ListedEntries(entries);
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void any_query_is_answered_as_by_a_sorted_and_cut_list(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      byte[] value = new byte[random.nextInt(4)];
      random.nextBytes(value);
      contents.put(key(random), value);
    }

    for (int i = 0; i < 300; i++) {
      Query query = query(random);
      List<String> expected = naive(query);

      assertThat(shown(QueryEngine.run(query, this::scan)))
          .as(query.toString())
          .isEqualTo(expected);
      Query total = query.orders().isEmpty() ? query.orderedBy(Order.KEY) : query;
      assertThat(shown(QueryEngine.runUnordered(total, shuffled(query.neededProjection(), random))))
          .as("unordered, %s", total)
          .isEqualTo(expected);
    }
  }

  private List<String> naive(Query query) {
    boolean descending = query.orders().contains(Order.KEY_DESCENDING);
    return contents.entrySet().stream()
        .map(entry -> Entry.of(entry.getKey(), entry.getValue()))
        .filter(entry -> query.prefix().isRoot() || query.prefix().isAncestorOf(entry.key()))
        .filter(entry -> query.from().map(k -> entry.key().compareTo(k) >= 0).orElse(true))
        .filter(entry -> query.to().map(k -> entry.key().compareTo(k) < 0).orElse(true))
        .filter(
            entry ->
                query
                    .startAfter()
                    .map(
                        k ->
                            descending
                                ? entry.key().compareTo(k) < 0
                                : entry.key().compareTo(k) > 0)
                    .orElse(true))
        .filter(entry -> query.filters().stream().allMatch(filter -> filter.test(entry)))
        .sorted(inOrder(query.orders()))
        .skip(query.offset())
        .limit(query.limit().orElse(Long.MAX_VALUE))
        .map(entry -> show(entry, query.projection()))
        .toList();
  }

  private static Comparator<Entry> inOrder(List<Order> orders) {
    return (first, second) -> {
      for (Order order : orders) {
        int compared = order.compare(first, second);
        if (compared != 0) {
          return compared;
        }
      }
      return first.key().compareTo(second.key());
    };
  }

  private static List<String> shown(Results results) {
    try (results) {
      return results.stream().map(entry -> show(entry, results.query().projection())).toList();
    }
  }

  private static String show(Entry entry, Projection projection) {
    return switch (projection) {
      case KEYS -> entry.key().toString();
      case SIZES -> entry.key() + " " + entry.size().orElseThrow();
      case VALUES -> entry.key() + " " + List.of(entry.value().length, sum(entry.value()));
    };
  }

  private static int sum(byte[] value) {
    return IntStream.range(0, value.length).map(i -> value[i]).sum();
  }

  private static Key key(Random random) {
    return Key.of("ab".charAt(random.nextInt(2)) + "/" + random.nextInt(30));
  }

  private static Query query(Random random) {
    Query query = random.nextInt(3) == 0 ? Query.below(key(random).parent()) : Query.all();
    Projection[] projections = Projection.values();
    query = query.project(projections[random.nextInt(projections.length)]);
    query = random.nextInt(3) == 0 ? query.from(key(random)) : query;
    query = random.nextInt(3) == 0 ? query.to(key(random)) : query;
    query =
        switch (random.nextInt(5)) {
          case 0 -> query.filter(Filter.value(Comparison.GREATER, new byte[] {0x20}));
          case 1 -> query.filter(Filter.keyPrefix("/a/1"));
          case 2 -> query.filter(entry -> entry.value().length != 2);
          default -> query;
        };
    query =
        switch (random.nextInt(7)) {
          case 0 -> query.orderedBy(Order.KEY);
          case 1 -> query.orderedBy(Order.KEY_DESCENDING);
          case 2 -> query.orderedBy(Order.VALUE).orderedBy(Order.KEY_DESCENDING);
          case 3 -> query.orderedBy(Order.VALUE_DESCENDING);
          case 4 -> query.orderedBy(Order.by(Comparator.comparing(e -> e.value().length)));
          case 5 -> query.startAfter(key(random));
          default -> query.orderedBy(Order.KEY_DESCENDING).startAfter(key(random));
        };
    query = random.nextBoolean() ? query.offset(random.nextInt(20)) : query;
    return random.nextBoolean() ? query.limit(random.nextInt(20)) : query;
  }

  @Test
  void keys_alone_are_read_where_nothing_looks_at_values() {
    List<Projection> asked = new ArrayList<>();
    RangeSource source =
        (range, direction, projection) -> {
          asked.add(projection);
          return scan(range, direction, projection);
        };

    QueryEngine.run(Query.all().keysOnly(), source).close();
    QueryEngine.run(Query.all().keysOnly().orderedBy(Order.VALUE), source).close();
    QueryEngine.run(Query.all().sizesOnly(), source).close();

    assertThat(asked).containsExactly(Projection.KEYS, Projection.VALUES, Projection.SIZES);
  }

  @Test
  void a_limit_ends_the_reading() {
    fill(100);
    ListedEntries source = scan(KeyRange.ALL, Direction.ASCENDING, Projection.VALUES);

    assertThat(QueryEngine.run(Query.all().offset(2).limit(3), (r, d, p) -> source).toList())
        .hasSize(3);

    assertThat(source.taken).isEqualTo(5);
    assertThat(source.closed).isEqualTo(1);
  }

  @Test
  void a_limit_of_nothing_reads_nothing() {
    fill(10);
    ListedEntries source = scan(KeyRange.ALL, Direction.ASCENDING, Projection.VALUES);

    try (Results results = QueryEngine.run(Query.all().limit(0), (r, d, p) -> source)) {
      assertThat(results.hasNext()).isFalse();
      assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(source.taken).isZero();
  }

  @Test
  void an_offset_and_a_limit_beyond_all_numbers_are_no_limit() {
    fill(10);
    Query query = Query.all().orderedBy(Order.VALUE).offset(5).limit(Long.MAX_VALUE);

    assertThat(QueryEngine.run(query, this::scan).toList()).hasSize(5);
  }

  @Test
  void closing_closes_the_source_and_refuses_what_comes_later() {
    fill(3);
    for (Query query : List.of(Query.all(), Query.all().orderedBy(Order.VALUE))) {
      ListedEntries source = scan(KeyRange.ALL, Direction.ASCENDING, Projection.VALUES);
      Results results = QueryEngine.run(query, (r, d, p) -> source);
      results.next();

      results.close();

      assertThat(source.closed).isEqualTo(1);
      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(results::next).isInstanceOf(DatastoreClosedException.class);
    }
  }

  @Test
  void an_error_of_the_source_is_never_taken_for_its_end() {
    fill(5);
    for (Query query : List.of(Query.all(), Query.all().orderedBy(Order.VALUE).limit(1))) {
      try (Results results =
          QueryEngine.run(
              query.filter(
                  entry -> {
                    if (entry.key().equals(Key.of("/3"))) {
                      throw new CorruptDataException("damaged");
                    }
                    return true;
                  }),
              this::scan)) {
        assertThatThrownBy(() -> results.forEachRemaining(entry -> {}))
            .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> results.forEachRemaining(entry -> {}))
            .as("asked again, it does not go on as if nothing had happened")
            .isInstanceOf(CorruptDataException.class);
      }
    }
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      contents.put(Key.of("/" + i), new byte[] {(byte) i});
    }
  }

  @Test
  void a_listing_in_key_order_runs_ahead_by_one_entry_however_long_it_is() {
    int million = 1_000_000;
    for (Query query :
        List.of(
            Query.all(),
            Query.all().orderedBy(Order.KEY),
            Query.all().orderedBy(Order.KEY_DESCENDING),
            Query.all().orderedBy(Order.KEY).orderedBy(Order.VALUE),
            Query.all().filter(entry -> true).offset(10).keysOnly())) {
      GeneratedEntries source = new GeneratedEntries(million, /* mostHeld= */ 1);
      long shown = query.offset();
      source.consumed(shown);
      try (Results results = QueryEngine.run(query, source)) {
        while (results.hasNext()) {
          results.next();
          source.consumed(++shown);
        }
      }
      assertThat(shown).as("%s", query).isEqualTo(million);
    }
  }

  @Test
  void other_orders_hold_what_passes_and_with_a_limit_no_more_than_can_be_shown() {
    Order byLength = Order.by(Comparator.comparing(e -> e.key().length()));
    GeneratedEntries source = new GeneratedEntries(1000, /* mostHeld= */ 1000);
    try (Results results = QueryEngine.run(Query.all().orderedBy(byLength).limit(5), source)) {
      assertThat(results.next().key().length()).isEqualTo(9);
      assertThat(source.generated()).isEqualTo(1000);
    }
  }

  @Test
  void a_cancelled_listing_throws_at_its_next_step_and_stays_cancelled() {
    fill(10);
    for (Query query :
        List.of(Query.all(), Query.all().orderedBy(Order.VALUE), Query.all().limit(2))) {
      AtomicBoolean stop = new AtomicBoolean();
      try (Results results = QueryEngine.run(query.cancelledBy(stop::get), this::scan)) {
        results.next();
        assertThat(results.hasNext()).isTrue();

        stop.set(true);

        assertThatThrownBy(results::next).isInstanceOf(CancelledException.class);
        stop.set(false);
        assertThatThrownBy(results::hasNext)
            .as("what was refused once is not taken up again")
            .isInstanceOf(CancelledException.class);
      }
    }
  }

  @Test
  void a_listing_that_finds_nothing_is_cancelled_while_it_searches() {
    for (Query query :
        List.of(Query.all(), Query.all().orderedBy(Order.VALUE), Query.all().limit(1))) {
      AtomicBoolean stop = new AtomicBoolean();
      GeneratedEntries source = new GeneratedEntries(1_000_000, /* mostHeld= */ 1_000_000);
      Query searching =
          query
              .filter(
                  entry -> {
                    stop.set(source.generated() == 7);
                    return false;
                  })
              .cancelledBy(stop::get);
      try (Results results = QueryEngine.run(searching, source)) {
        assertThatThrownBy(results::hasNext).isInstanceOf(CancelledException.class);
      }
      assertThat(source.generated()).isEqualTo(8);
    }
  }

  @Test
  void the_end_of_a_cancelled_listing_is_no_end() {
    fill(1);
    AtomicBoolean stop = new AtomicBoolean();
    try (Results results = QueryEngine.run(Query.all().cancelledBy(stop::get), this::scan)) {
      results.next();
      stop.set(true);
      assertThatThrownBy(results::hasNext).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void a_filter_by_key_reads_no_more_than_its_stretch() {
    fill(100);
    List<Entry> read = new ArrayList<>();
    RangeSource source =
        (range, direction, projection) -> {
          ListedEntries entries = scan(range, direction, projection);
          entries.forEachRemaining(read::add);
          return new ListedEntries(List.copyOf(read));
        };

    Query query = Query.all().filter(Filter.key(Comparison.EQUAL, Key.of("/42")));

    assertThat(QueryEngine.run(query, source).toList()).hasSize(1);
    assertThat(read).hasSize(1);
  }
}
