package dev.cairn.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PageTest {

  private static final Key A = Key.of("/a");

  private final MemoryDatastore store = new MemoryDatastore();

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      store.put(Key.of("/a/%03d".formatted(i)), new byte[] {(byte) i});
    }
  }

  /** Turns pages to the end; each cursor goes through its text, as if the process had restarted. */
  private List<Key> turned(Query query, Random sizes) {
    List<Key> keys = new ArrayList<>();
    Page page = Datastores.page(store, query, 1 + sizes.nextInt(9));
    while (true) {
      page.entries().forEach(entry -> keys.add(entry.key()));
      if (page.next().isEmpty()) {
        return keys;
      }
      Cursor next = Cursor.parse(page.next().get().toString());
      page = Datastores.page(store, query, 1 + sizes.nextInt(9), next);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void pages_put_together_are_the_listing(long seed) {
    Random random = new Random(seed);
    fill(60);
    store.put(Key.raw(new byte[] {(byte) 0xFF, 0, '/'}), new byte[0]);
    store.put(Key.ROOT, new byte[0]);
    for (int i = 0; i < 100; i++) {
      Query query = random.nextBoolean() ? Query.all() : Query.below(A);
      query = random.nextBoolean() ? query.orderedBy(Order.KEY_DESCENDING) : query;
      query = random.nextBoolean() ? query.offset(random.nextInt(20)) : query;
      query = random.nextBoolean() ? query.limit(random.nextInt(70)) : query;
      query = random.nextBoolean() ? query.from(Key.of("/a/" + random.nextInt(10))) : query;
      query =
          random.nextBoolean()
              ? query.filter(entry -> entry.key().toString().endsWith("2"))
              : query;

      Query asked = query.orders().isEmpty() ? query.orderedBy(Order.KEY) : query;
      assertThat(turned(query, random))
          .as("%s", query)
          .isEqualTo(store.query(asked).toList().stream().map(Entry::key).toList());
    }
  }

  @Test
  void a_page_shows_as_much_as_the_query_asks_for() {
    fill(3);

    assertThat(Datastores.page(store, Query.all(), 1).entries().get(0).hasValue()).isTrue();
    assertThat(Datastores.page(store, Query.all().keysOnly(), 1).entries().get(0).hasValue())
        .isFalse();
  }

  @Test
  void the_last_page_has_no_cursor_and_one_of_nothing_neither() {
    fill(4);

    assertThat(Datastores.page(store, Query.all(), 4).next()).isEmpty();
    assertThat(Datastores.page(store, Query.all(), 3).next()).isPresent();
    assertThat(Datastores.page(store, Query.all().limit(3), 3).next()).isEmpty();
    assertThat(Datastores.page(store, Query.all().limit(0), 3).entries()).isEmpty();
    assertThat(Datastores.page(store, Query.below(Key.of("/b")), 3))
        .isEqualTo(new Page(List.of(), Optional.empty()));
  }

  @Test
  void a_page_shows_the_store_as_it_is_now_behind_the_cursor() {
    fill(10);
    Cursor cursor = Datastores.page(store, Query.all(), 5).next().orElseThrow();

    store.delete(Key.of("/a/004"));
    store.delete(Key.of("/a/006"));
    store.put(Key.of("/a/0071"), new byte[0]);
    store.put(Key.of("/a/0001"), new byte[0]);

    assertThat(Datastores.page(store, Query.all(), 9, cursor).entries())
        .extracting(entry -> entry.key().toString())
        .containsExactly("/a/005", "/a/007", "/a/0071", "/a/008", "/a/009");
    store.deleteRange(KeyRange.ALL);
    assertThat(Datastores.page(store, Query.all(), 9, cursor))
        .isEqualTo(new Page(List.of(), Optional.empty()));
  }

  @Test
  void a_cursor_of_another_query_is_refused_by_both() {
    fill(10);
    Filter below5 = Filter.value(Comparison.LESS, new byte[] {5});
    Query base = Query.below(A);
    List<Query> queries =
        List.of(
            base,
            Query.all(),
            base.orderedBy(Order.KEY_DESCENDING),
            base.offset(1),
            base.limit(9),
            base.from(A),
            base.to(Key.of("/z")),
            base.startAfter(Key.of("/a/000")),
            base.filter(below5),
            base.filter(below5.negate().negate()),
            base.filter(below5.and(below5)),
            base.filter(below5.or(below5)),
            base.filter(Filter.value(Comparison.LESS, new byte[] {6})),
            base.filter(Filter.value(Comparison.AT_MOST, new byte[] {5})),
            base.filter(Filter.key(Comparison.NOT_EQUAL, A)),
            base.filter(Filter.keyPrefix("/a")),
            base.filter(entry -> true));
    for (Query first : queries) {
      Cursor cursor = Datastores.page(store, first, 2).next().orElseThrow();
      for (Query second : queries) {
        if (first == second) {
          continue;
        }
        assertThatThrownBy(() -> Datastores.page(store, second, 2, cursor))
            .as("%s after %s", second, first)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContainingAll(
                cursor.toString(), "belongs to another query than SELECT", "begin anew");
      }
    }
  }

  @Test
  void how_much_of_each_entry_is_asked_for_may_change_between_pages() {
    fill(4);
    Cursor cursor = Datastores.page(store, Query.all().keysOnly(), 2).next().orElseThrow();

    assertThat(Datastores.page(store, Query.all().orderedBy(Order.KEY), 2, cursor).entries())
        .extracting(Entry::hasValue)
        .containsExactly(true, true);
  }

  @Test
  void other_orders_than_that_of_keys_are_refused() {
    for (Order order :
        List.of(Order.VALUE, Order.VALUE_DESCENDING, Order.by(Comparator.comparing(Entry::key)))) {
      assertThatThrownBy(() -> Datastores.page(store, Query.all().orderedBy(order), 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("order of keys", order.toString(), "drop the order");
    }
  }

  @Test
  void a_page_has_at_least_one_entry() {
    for (int size : new int[] {0, -1}) {
      assertThatThrownBy(() -> Datastores.page(store, Query.all(), size))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 1 entry, not " + size);
    }
  }

  @Test
  void a_page_as_large_as_numbers_go_holds_everything() {
    fill(3);

    assertThat(Datastores.page(store, Query.all(), Integer.MAX_VALUE).entries()).hasSize(3);
  }

  @Test
  void the_text_of_a_cursor_is_that_of_version_1() {
    fill(3);
    Cursor cursor = Datastores.page(store, Query.below(A).limit(3), 2).next().orElseThrow();

    assertThat(cursor).hasToString("AUeHhK72k1YLAAAAAAAAAAEvYS8wMDEIx6eo");
    assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor).hasSameHashCodeAs(cursor);
  }

  @ParameterizedTest
  @MethodSource("dev.cairn.datastore.Seeds#seeds")
  void a_text_that_was_changed_is_refused_and_nothing_worse(long seed) {
    Random random = new Random(seed);
    fill(10);
    Cursor cursor = Datastores.page(store, Query.all(), 3).next().orElseThrow();
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ é\0";
    for (int i = 0; i < 5000; i++) {
      String changed = mutated(cursor.toString(), alphabet, random);
      try {
        assertThat(Cursor.parse(changed)).isEqualTo(cursor).hasToString(changed);
        assertThat(changed).isEqualTo(cursor.toString());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContainingAll("is no cursor", "begin the listing anew");
        assertThat(changed).isNotEqualTo(cursor.toString());
      }
    }
  }

  private static String mutated(String text, String alphabet, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(changed.length() + 1);
      char some = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(4)) {
        case 0 -> changed.insert(at, some);
        case 1 -> changed.setLength(at);
        case 2 -> changed.replace(at, Math.min(at + 1, changed.length()), "");
        default -> changed.replace(at, Math.min(at + 1, changed.length()), String.valueOf(some));
      }
    }
    return changed.toString();
  }

  @Test
  void what_was_made_up_with_a_right_checksum_is_refused_with_the_reason() {
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.sealed(new byte[0])))
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.sealed(new byte[] {1, 2, 3})))
        .hasMessageContaining("too short");
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.of(2, 5, -1, "/a".getBytes(UTF_8))))
        .hasMessageContaining("version 2");
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.of(1, 5, 0, "/a".getBytes(UTF_8))))
        .hasMessageContaining("nothing could follow");
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.of(1, 5, -2, "/a".getBytes(UTF_8))))
        .hasMessageContaining("nothing could follow");
    assertThatThrownBy(() -> Cursor.parse(CursorTexts.of(1, 5, -1, "a".getBytes(UTF_8))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no cursor");
    assertThatThrownBy(() -> Cursor.parse("")).hasMessageContaining("cut or changed");
    assertThatThrownBy(() -> Cursor.parse("%%%")).hasMessageContaining("no base64url");
  }

  @Test
  void a_place_outside_the_query_is_refused_whoever_made_it_up() {
    Query query = Query.below(A).orderedBy(Order.KEY);
    Cursor outside =
        Cursor.parse(
            CursorTexts.of(1, QueryFingerprint.of(query), -1, "/b/secret".getBytes(UTF_8)));

    assertThatThrownBy(() -> Datastores.page(store, query, 2, outside))
        .hasMessageContaining("belongs to another query");
  }
}
