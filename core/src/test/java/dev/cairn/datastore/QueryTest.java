package dev.cairn.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class QueryTest {

  private static final Key FOO = Key.of("/foo");
  private static final Key BAR = Key.of("/foo/bar");
  private static final Comparator<Entry> BY_LENGTH = Comparator.comparing(e -> e.key().length());

  @Test
  void its_text_is_that_of_go_datastore() {
    Query sliced = Query.all().offset(10).limit(10);
    Query ordered = sliced.orderedBy(Order.VALUE).orderedBy(Order.KEY);
    Query filtered =
        ordered
            .filter(Filter.key(Comparison.GREATER, BAR))
            .filter(Filter.key(Comparison.LESS, BAR));

    assertThat(Query.all()).hasToString("SELECT keys,vals");
    assertThat(sliced).hasToString("SELECT keys,vals OFFSET 10 LIMIT 10");
    assertThat(ordered).hasToString("SELECT keys,vals ORDER [VALUE, KEY] OFFSET 10 LIMIT 10");
    assertThat(filtered)
        .hasToString(
            "SELECT keys,vals FILTER [KEY > \"/foo/bar\", KEY < \"/foo/bar\"]"
                + " ORDER [VALUE, KEY] OFFSET 10 LIMIT 10");
    assertThat(Query.below(FOO)).hasToString("SELECT keys,vals FROM \"/foo\"");
    assertThat(Query.below(FOO).withExpirations())
        .hasToString("SELECT keys,vals,exps FROM \"/foo\"");
    assertThat(Query.all().keysOnly().withExpirations()).hasToString("SELECT keys,exps");
    assertThat(Query.all().keysOnly()).hasToString("SELECT keys");
    assertThat(Query.all().sizesOnly()).hasToString("SELECT keys");
  }

  @Test
  void its_text_names_filters_orders_and_ranges() {
    Filter filter =
        Filter.keyPrefix("/x").or(Filter.value(Comparison.EQUAL, "v".getBytes(UTF_8)).negate());

    assertThat(Query.all().filter(filter))
        .hasToString("SELECT keys,vals FILTER [(PREFIX(\"/x\") OR NOT VALUE == \"v\")]");
    assertThat(Filter.keyPrefix("/x").and(Filter.keyPrefix("/y")))
        .hasToString("(PREFIX(\"/x\") AND PREFIX(\"/y\"))");
    assertThat(Query.all().orderedBy(Order.KEY_DESCENDING).orderedBy(Order.by(BY_LENGTH)))
        .hasToString("SELECT keys,vals ORDER [desc(KEY), FN]");
    assertThat(Query.all().orderedBy(Order.VALUE_DESCENDING))
        .hasToString("SELECT keys,vals ORDER [desc(VALUE)]");
    assertThat(Query.all().from(FOO).to(BAR).startAfter(FOO).limit(0))
        .hasToString(
            "SELECT keys,vals FIRST \"/foo\" BEFORE \"/foo/bar\" AFTER \"/foo\" ORDER [KEY] LIMIT 0");
  }

  @Test
  void every_comparison_has_its_sign() {
    assertThat(List.of(Comparison.values()))
        .extracting(Comparison::toString)
        .containsExactly("==", "!=", ">", ">=", "<", "<=");
  }

  @Test
  void each_method_alters_a_copy() {
    Query query = Query.below(FOO);
    List<Query> altered =
        List.of(
            query.from(BAR),
            query.to(BAR),
            query.startAfter(BAR),
            query.filter(entry -> true),
            query.orderedBy(Order.VALUE),
            query.offset(1),
            query.limit(1),
            query.keysOnly(),
            query.sizesOnly(),
            query.withExpirations());

    assertThat(query).hasToString("SELECT keys,vals FROM \"/foo\"");
    assertThat(query.limit()).isEmpty();
    assertThat(query.from()).isEmpty();
    assertThat(query.to()).isEmpty();
    assertThat(query.startAfter()).isEmpty();
    assertThat(altered).allSatisfy(copy -> assertThat(copy.prefix()).isEqualTo(FOO));
    assertThat(query.from(BAR).from()).contains(BAR);
    assertThat(query.to(BAR).to()).contains(BAR);
    assertThat(query.offset(7).offset()).isEqualTo(7);
    assertThat(query.limit(7).limit()).hasValue(7);
    assertThat(query.withExpirations().expirations()).isTrue();
    assertThat(query.expirations()).isFalse();
  }

  @Test
  void its_lists_cannot_be_changed() {
    Query query = Query.all().orderedBy(Order.KEY).filter(entry -> true);

    assertThatThrownBy(() -> query.orders().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> query.filters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void negative_numbers_are_refused() {
    assertThatThrownBy(() -> Query.all().offset(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the offset is at least 0, not -1");
    assertThatThrownBy(() -> Query.all().limit(-3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the limit is at least 0, not -3");
  }

  @Test
  void a_start_sets_the_order_of_keys_where_there_is_none() {
    assertThat(Query.all().startAfter(FOO).orders()).containsExactly(Order.KEY);
    assertThat(Query.all().orderedBy(Order.KEY_DESCENDING).startAfter(FOO).orders())
        .containsExactly(Order.KEY_DESCENDING);
  }

  @Test
  void a_start_goes_with_no_other_order_whichever_comes_first() {
    for (Order order : List.of(Order.VALUE, Order.VALUE_DESCENDING, Order.by(BY_LENGTH))) {
      assertThatThrownBy(() -> Query.all().orderedBy(order).startAfter(FOO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("startAfter", order.toString());
    }
    assertThat(Query.all().startAfter(FOO).orderedBy(Order.VALUE).isInKeyOrder()).isTrue();
  }

  @Test
  void a_start_cuts_the_range_on_the_side_it_comes_from() {
    Query ascending = Query.below(FOO).startAfter(BAR);
    Query descending = Query.below(FOO).orderedBy(Order.KEY_DESCENDING).startAfter(BAR);

    assertThat(ascending.range().contains(BAR)).isFalse();
    assertThat(ascending.range().contains(Key.of("/foo/bar/x"))).isTrue();
    assertThat(ascending.range().contains(Key.of("/foo/a"))).isFalse();
    assertThat(descending.range().contains(BAR)).isFalse();
    assertThat(descending.range().contains(Key.of("/foo/a"))).isTrue();
    assertThat(descending.range().contains(Key.of("/foo/bar/x"))).isFalse();
    assertThat(descending.isDescending()).isTrue();
    assertThat(ascending.isDescending()).isFalse();
  }

  @Test
  void its_range_is_what_prefix_and_bounds_have_in_common() {
    KeyRange range = Query.below(FOO).from(Key.of("/a")).to(Key.of("/foo/m")).range();

    assertThat(range.contains(BAR)).isTrue();
    assertThat(range.contains(Key.of("/foo"))).isFalse();
    assertThat(range.contains(Key.of("/b"))).isFalse();
    assertThat(range.contains(Key.of("/foo/m"))).isFalse();
  }

  @Test
  void values_are_read_where_something_looks_at_them() {
    Filter byKey = Filter.key(Comparison.EQUAL, FOO).and(Filter.keyPrefix("/f")).negate();
    Filter byValue = Filter.value(Comparison.LESS, new byte[] {1});
    Query keys = Query.all().keysOnly();

    assertThat(keys.neededProjection()).isEqualTo(Projection.KEYS);
    assertThat(keys.filter(byKey).neededProjection()).isEqualTo(Projection.KEYS);
    assertThat(keys.filter(byKey.or(byValue)).neededProjection()).isEqualTo(Projection.VALUES);
    assertThat(keys.filter(byValue.negate()).neededProjection()).isEqualTo(Projection.VALUES);
    assertThat(keys.filter(entry -> true).neededProjection()).isEqualTo(Projection.VALUES);
    assertThat(keys.orderedBy(Order.KEY_DESCENDING).neededProjection()).isEqualTo(Projection.KEYS);
    assertThat(keys.orderedBy(Order.VALUE).neededProjection()).isEqualTo(Projection.VALUES);
    assertThat(keys.orderedBy(Order.by(BY_LENGTH)).neededProjection()).isEqualTo(Projection.VALUES);
    assertThat(keys.orderedBy(Order.KEY).orderedBy(Order.VALUE).neededProjection())
        .as("keys differ, so no tie is left to break")
        .isEqualTo(Projection.KEYS);
    assertThat(Query.all().sizesOnly().neededProjection()).isEqualTo(Projection.SIZES);
    assertThat(Query.all().neededProjection()).isEqualTo(Projection.VALUES);
  }

  @Test
  void filters_pass_what_go_datastore_lets_pass() {
    List<String> keys =
        List.of("/ab/c", "/ab/cd", "/ab/ef", "/ab/fg", "/a", "/abce", "/abcf", "/ab");
    Key ab = Key.of("/ab");

    assertThat(passed(keys, Filter.key(Comparison.EQUAL, ab))).containsExactly("/ab");
    assertThat(passed(keys, Filter.key(Comparison.GREATER, ab)))
        .containsExactly("/ab/c", "/ab/cd", "/ab/ef", "/ab/fg", "/abce", "/abcf");
    assertThat(passed(keys, Filter.key(Comparison.AT_MOST, ab))).containsExactly("/a", "/ab");
    assertThat(passed(keys, Filter.key(Comparison.AT_LEAST, Key.of("/abce"))))
        .containsExactly("/abce", "/abcf");
    assertThat(passed(keys, Filter.key(Comparison.NOT_EQUAL, ab))).hasSize(7);
    assertThat(passed(keys, Filter.key(Comparison.LESS, ab))).containsExactly("/a");
    assertThat(passed(keys, Filter.keyPrefix("/a"))).hasSize(8);
    assertThat(passed(keys, Filter.keyPrefix("/ab/")))
        .containsExactly("/ab/c", "/ab/cd", "/ab/ef", "/ab/fg");
    assertThat(passed(keys, Filter.keyPrefix("/ab/").and(Filter.keyPrefix("/ab/c"))))
        .containsExactly("/ab/c", "/ab/cd");
  }

  private static List<String> passed(List<String> keys, Filter filter) {
    return keys.stream().filter(key -> Query.all().filter(filter).passes(entry(key, ""))).toList();
  }

  @Test
  void values_compare_as_unsigned_bytes() {
    byte[] bound = {(byte) 0x80};
    Filter filter = Filter.value(Comparison.LESS, bound);
    bound[0] = 0;

    assertThat(filter.test(Entry.of(FOO, new byte[] {0x7F, 0x7F}))).isTrue();
    assertThat(filter.test(Entry.of(FOO, new byte[0]))).isTrue();
    assertThat(filter.test(Entry.of(FOO, new byte[] {(byte) 0x80}))).isFalse();
    assertThat(filter.test(Entry.of(FOO, new byte[] {(byte) 0xFF}))).isFalse();
  }

  @Test
  void the_order_is_total_and_ends_with_the_key() {
    List<Entry> entries =
        new ArrayList<>(
            List.of(entry("/c", "1"), entry("/a", "2"), entry("/b", "1"), entry("/aa", "2")));

    assertThat(sorted(entries, Query.all())).containsExactly("/a", "/aa", "/b", "/c");
    assertThat(sorted(entries, Query.all().orderedBy(Order.KEY_DESCENDING)))
        .containsExactly("/c", "/b", "/aa", "/a");
    assertThat(sorted(entries, Query.all().orderedBy(Order.VALUE)))
        .containsExactly("/b", "/c", "/a", "/aa");
    assertThat(sorted(entries, Query.all().orderedBy(Order.VALUE_DESCENDING)))
        .containsExactly("/a", "/aa", "/b", "/c");
    assertThat(sorted(entries, Query.all().orderedBy(Order.VALUE).orderedBy(Order.KEY_DESCENDING)))
        .containsExactly("/c", "/b", "/aa", "/a");
    assertThat(sorted(entries, Query.all().orderedBy(Order.by(BY_LENGTH))))
        .containsExactly("/a", "/b", "/c", "/aa");
  }

  private static List<String> sorted(List<Entry> entries, Query query) {
    return entries.stream().sorted(query.comparator()).map(e -> e.key().toString()).toList();
  }

  private static Entry entry(String key, String value) {
    return Entry.of(Key.of(key), value.getBytes(UTF_8));
  }

  @Test
  void a_prefix_of_keys_may_be_any_bytes() {
    byte[] prefix = {'/', (byte) 0xFF, 0};
    Filter filter = Filter.keyPrefix(prefix);
    prefix[1] = 'a';

    assertThat(filter.test(Entry.keyOnly(Key.raw(new byte[] {(byte) 0xFF, 0, 7})))).isTrue();
    assertThat(filter.test(Entry.keyOnly(Key.raw(new byte[] {(byte) 0xFF, 1})))).isFalse();
    assertThat(filter.needsValue()).isFalse();
    assertThat(Filter.keyPrefix(new byte[0]).test(Entry.keyOnly(Key.ROOT))).isTrue();
  }

  @Test
  void filters_that_compare_keys_narrow_the_range() {
    Query all = Query.all();

    assertThat(all.filter(Filter.key(Comparison.EQUAL, BAR)).range())
        .hasToString(all.from(BAR).range().through(BAR).toString());
    assertThat(all.filter(Filter.key(Comparison.GREATER, BAR)).range())
        .hasToString(KeyRange.ALL.after(BAR).toString());
    assertThat(all.filter(Filter.key(Comparison.AT_LEAST, BAR)).range())
        .hasToString(KeyRange.ALL.from(BAR).toString());
    assertThat(all.filter(Filter.key(Comparison.LESS, BAR)).range())
        .hasToString(KeyRange.ALL.before(BAR).toString());
    assertThat(all.filter(Filter.key(Comparison.AT_MOST, BAR)).range())
        .hasToString(KeyRange.ALL.through(BAR).toString());
    assertThat(all.filter(Filter.keyPrefix("/fo")).range())
        .hasToString(KeyRange.startingWith("/fo".getBytes(UTF_8)).toString());
    assertThat(all.filter(Filter.keyPrefix("/f").and(Filter.key(Comparison.LESS, BAR))).range())
        .hasToString(KeyRange.startingWith("/f".getBytes(UTF_8)).before(BAR).toString());
  }

  @Test
  void what_may_pass_outside_a_stretch_of_keys_leaves_the_range_whole() {
    Filter key = Filter.key(Comparison.EQUAL, BAR);
    for (Filter filter :
        List.of(
            Filter.key(Comparison.NOT_EQUAL, BAR),
            key.negate(),
            key.or(Filter.value(Comparison.EQUAL, new byte[0])),
            Filter.keyPrefix(""),
            Filter.keyPrefix("no key begins so"),
            Filter.value(Comparison.EQUAL, new byte[0]))) {
      assertThat(Query.all().filter(filter).range())
          .as("%s", filter)
          .hasToString(KeyRange.ALL.toString());
    }
  }

  @Test
  void a_cancelled_query_passes_nothing_more() {
    AtomicBoolean first = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean();
    Query query = Query.below(FOO).cancelledBy(first::get).cancelledBy(second::get).limit(3);
    assertThat(query.passes(entry("/foo/a", ""))).isTrue();
    assertThat(query).hasToString("SELECT keys,vals FROM \"/foo\" LIMIT 3");

    second.set(true);

    assertThat(query.cancellation())
        .hasValueSatisfying(it -> assertThat(it.isCancelled()).isTrue());
    assertThatThrownBy(() -> query.passes(entry("/foo/a", "")))
        .isInstanceOf(CancelledException.class)
        .hasMessageContainingAll(query.toString(), "cancelled");
    assertThat(Query.all().cancellation()).isEmpty();
  }
}
