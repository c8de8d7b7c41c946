package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be wrong with queries, and which test of the contract sees it. */
@SuppressWarnings("ImmutableEnumChecker") // what they make is new at each call
enum QueryBug implements PlantedBug {
  TAKES_A_PREFIX_FOR_BYTES(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(Query.all()).stream()
                      .filter(entry -> entry.key().startsWith(query.prefix().toBytes()))
                      .toList()),
      "the_prefix_itself_is_not_found_below_it_unless_it_is_the_root"),

  HIDES_THE_ROOT(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(query).stream().filter(entry -> !entry.key().isRoot()).toList()),
      "the_prefix_itself_is_not_found_below_it_unless_it_is_the_root"),

  CUTS_BEFORE_IT_FILTERS(
      () ->
          answering(
              (broken, query) -> {
                Query unfiltered = copy(query, List.of(), query.orders());
                return broken.ask(unfiltered).stream().filter(query::passes).toList();
              }),
      "every_combination_of_offset_limit_filter_order_and_prefix_is_answered"),

  FILTERS_BY_VALUES_THAT_ARE_NOT_READ(
      () ->
          answering(
              (broken, query) -> {
                Filter blind =
                    entry ->
                        query.filters().stream()
                            .allMatch(
                                filter ->
                                    query.projection() == Projection.VALUES
                                        ? filter.test(entry)
                                        : !filter.needsValue() && filter.test(entry));
                return broken.ask(copy(query, List.of(blind), query.orders()));
              }),
      "a_query_for_keys_looks_at_values_where_a_filter_or_an_order_does",
      "a_filter_shows_what_it_passes"),

  FORGETS_THE_SECOND_ORDER(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(
                      copy(query, query.filters(), query.orders().stream().limit(1).toList()))),
      "entries_come_in_the_order_asked_for",
      "random_queries_are_answered_as_by_a_list_in_memory"),

  ORDERS_BY_COMPONENTS(
      () ->
          answering(
              (broken, query) -> {
                List<Entry> entries = new ArrayList<>(broken.ask(query));
                if (query.orders().equals(List.of(Order.KEY))) {
                  entries.sort(
                      Comparator.comparing(entry -> entry.key().toString().replace('/', '\0')));
                }
                return entries;
              }),
      "the_order_of_keys_is_that_of_unsigned_bytes"),

  CONTINUES_WITH_WHAT_WAS_LAST(
      () ->
          answering(
              (broken, query) ->
                  query.isDescending() || query.startAfter().isEmpty()
                      ? broken.ask(query)
                      : broken.ask(
                          copy(
                              Query.below(query.prefix())
                                  .from(query.startAfter().orElseThrow())
                                  .limit(query.limit().orElse(Long.MAX_VALUE)),
                              query.filters(),
                              query.orders()))),
      "the_order_of_keys_is_that_of_unsigned_bytes"),

  TAKES_THE_END_INTO_THE_RANGE(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(
                      query.to().isEmpty()
                          ? query
                          : query.to(
                              Key.raw(
                                  (query.to().orElseThrow() + "\0")
                                      .substring(1)
                                      .getBytes(StandardCharsets.UTF_8))))),
      "a_range_takes_its_first_key_and_not_its_last"),

  KNOWS_NO_SIZES(
      () ->
          answering(
              (broken, query) ->
                  query.projection() == Projection.SIZES
                      ? broken.ask(query).stream().map(e -> Entry.keyOnly(e.key())).toList()
                      : broken.ask(query)),
      "a_query_for_sizes_shows_sizes_and_no_values"),

  SHOWS_VALUES_UNASKED(
      () -> answering((broken, query) -> broken.ask(query.project(Projection.VALUES))),
      "a_query_for_keys_shows_no_values"),

  CLEANS_THE_FIRST_BYTES_OF_KEYS(
      () ->
          answering(
              (broken, query) -> {
                List<Filter> cleaned = new ArrayList<>();
                for (Filter filter : query.filters()) {
                  Matcher bytes = Pattern.compile("PREFIX\\(\"(.*)\"\\)").matcher("" + filter);
                  cleaned.add(
                      bytes.matches()
                          ? Filter.keyPrefix(Key.of(bytes.group(1)).toString())
                          : filter);
                }
                return broken.ask(copy(query, cleaned, query.orders()));
              }),
      "a_filter_of_the_first_bytes_of_keys_takes_them_as_they_are"),

  ANSWERS_A_PREFIX_WITH_NOTHING(
      () -> answering((broken, query) -> query.prefix().isRoot() ? broken.ask(query) : List.of()),
      "a_prefix_finds_what_lies_below_it_in_whole_components"),

  REFUSES_A_SECOND_ORDER(
      () ->
          answering(
              (broken, query) -> {
                if (query.orders().size() > 1 && query.isInKeyOrder()) {
                  throw new DatastoreException("incompatible orders");
                }
                return broken.ask(query);
              }),
      "entries_come_in_the_order_asked_for"),

  IGNORES_DIFFERENCES(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(
                      copy(
                          query,
                          query.filters(),
                          query.orders().stream().map(QueryBug::ignoringDifferences).toList()))),
      "a_comparator_may_answer_any_number_and_ties_are_broken_by_key"),

  ORDERS_BY_STRIPPED_KEYS(
      () ->
          answering(
              (broken, query) ->
                  broken.ask(
                      copy(
                          query,
                          query.filters(),
                          query.orders().stream().map(QueryBug::ofStrippedKeys).toList()))),
      "entries_come_in_the_order_asked_for"),

  ENDS_EARLY(
      () -> answering((broken, query) -> broken.ask(query).stream().limit(37).toList()),
      "a_prefix_finds_what_lies_below_it_in_whole_components"),

  REPEATS_THE_LAST(
      () ->
          answering(
              (broken, query) -> {
                List<Entry> entries = new ArrayList<>(broken.ask(query));
                if (entries.size() == 400) {
                  entries.add(entries.get(399));
                }
                return entries;
              }),
      "a_prefix_finds_what_lies_below_it_in_whole_components"),

  ADVANCES_WHEN_ASKED_FOR_MORE(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              Results results = super.query(query);
              return new ListedResults(query, List.of()) {
                private int asked;

                @Override
                public boolean hasNext() {
                  if (asked++ == 1 && results.hasNext()) {
                    results.next();
                  }
                  return results.hasNext();
                }

                @Override
                public Entry next() {
                  asked = 0;
                  return results.next();
                }
              };
            }
          },
      "asking_twice_whether_there_is_more_skips_nothing"),

  SERVES_CLOSED_RESULTS(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              return new ListedResults(query, ask(query)) {
                @Override
                public void close() {}
              };
            }
          },
      "results_closed_early_are_refused_and_the_store_goes_on",
      "a_list_or_a_stream_of_results_closes_them"),

  FORGETS_THE_QUERY(
      () ->
          new Broken() {
            @Override
            public Results query(Query query) {
              return super.query(query.offset(query.offset()));
            }
          },
      "results_know_their_query");

  /** Answers a query wrongly. */
  private interface Answer {
    List<Entry> to(Broken broken, Query query);
  }

  private final Supplier<Datastore> store;
  private final Set<String> caughtBy;

  QueryBug(Supplier<Datastore> store, String... caughtBy) {
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

  private static Broken answering(Answer answer) {
    return new Broken() {
      @Override
      public Results query(Query query) {
        return show(query, answer.to(this, query));
      }
    };
  }

  /** Takes for equal what differs by more than one. */
  private static Order ignoringDifferences(Order order) {
    return isOfKeys(order)
        ? order
        : Order.by(
            (first, second) -> {
              int compared = order.compare(first, second);
              return Math.abs(compared) == 1 ? compared : 0;
            });
  }

  /** Shows keys without their first component, as below a mount. */
  private static Order ofStrippedKeys(Order order) {
    return isOfKeys(order)
        ? order
        : Order.by((first, second) -> order.compare(stripped(first), stripped(second)));
  }

  private static Entry stripped(Entry entry) {
    List<String> names = entry.key().namespaces();
    return names.size() < 2 || !names.get(0).equals("prefix")
        ? entry
        : entry.withKey(Key.of(String.join("/", names.subList(1, names.size()))));
  }

  private static boolean isOfKeys(Order order) {
    return order == Order.KEY || order == Order.KEY_DESCENDING;
  }

  /** Returns a query with other filters and orders. */
  private static Query copy(Query query, List<Filter> filters, List<Order> orders) {
    Query copy = Query.below(query.prefix()).project(query.projection()).offset(query.offset());
    copy = query.limit().isPresent() ? copy.limit(query.limit().getAsLong()) : copy;
    copy = query.from().map(copy::from).orElse(copy);
    copy = query.to().map(copy::to).orElse(copy);
    for (Filter filter : filters) {
      copy = copy.filter(filter);
    }
    for (Order order : orders) {
      copy = copy.orderedBy(order);
    }
    return query.startAfter().map(copy::startAfter).orElse(copy);
  }
}
