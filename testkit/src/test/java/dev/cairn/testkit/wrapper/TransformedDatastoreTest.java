package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.KeyTransform;
import dev.cairn.datastore.wrapper.TransformedDatastore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransformedDatastoreTest {

  private static final List<String> KEYS =
      List.of(
          "/foo", "/foo/bar", "/foo/bar/baz", "/foo/barb", "/foo/bar/bazb", "/foo/bar/baz/barb");

  private final MemoryDatastore below = new MemoryDatastore();
  private final Datastore store = new TransformedDatastore(below, new Wrapper.Backwards());

  @Test
  void every_entry_lies_under_the_changed_key_and_nowhere_else() {
    Datastore under =
        new TransformedDatastore(
            below, KeyTransform.of(Key.of("/abc")::child, key -> key.relativeTo(Key.of("/abc"))));

    for (String key : KEYS) {
      under.put(Key.of(key), bytes(key));
    }

    for (String key : KEYS) {
      assertThat(under.get(Key.of(key))).contains(bytes(key));
      assertThat(below.get(Key.of("/abc" + key))).contains(bytes(key));
    }
    assertThat(below.query(Query.all()).toList()).hasSameSizeAs(KEYS);
    assertThat(keys(under, Query.all())).containsExactlyInAnyOrderElementsOf(KEYS);
  }

  @Test
  void a_transform_that_turns_keys_around_is_answered_right() {
    KEYS.forEach(key -> store.put(Key.of(key), bytes(key)));

    assertThat(keys(store, Query.below(Key.of("/foo/bar")).orderedBy(Order.KEY)))
        .containsExactly("/foo/bar/baz", "/foo/bar/baz/barb", "/foo/bar/bazb");
    assertThat(keys(store, Query.all().orderedBy(Order.KEY_DESCENDING).limit(2)))
        .containsExactly("/foo/barb", "/foo/bar/bazb");
    assertThat(keys(store, Query.all().startAfter(Key.of("/foo/bar/baz")).limit(2)))
        .containsExactly("/foo/bar/baz/barb", "/foo/bar/bazb");
    assertThat(keys(store, Query.all().filter(Filter.key(Comparison.LESS, Key.of("/foo/bar/")))))
        .containsExactly("/foo");
    assertThat(keys(store, Query.all().filter(Filter.keyPrefix("/foo/barb"))))
        .containsExactly("/foo/barb");
  }

  @Test
  void foreign_keys_of_the_store_below_are_not_shown() {
    store.put(Key.of("/a"), bytes("ours"));
    below.put(Key.of("/foreign"), bytes("theirs"));

    for (Query query : List.of(Query.all(), Query.all().orderedBy(Order.VALUE))) {
      assertThat(keys(store, query)).containsExactly("/a");
      assertThat(keys(store, query.keysOnly())).containsExactly("/a");
    }
    assertThat(store.getAll(List.of(Key.of("/a"), Key.of("/foreign")))).hasSize(1);
  }

  @Test
  void many_values_come_in_the_order_asked_for_under_their_own_names() {
    KEYS.forEach(key -> store.put(Key.of(key), bytes(key)));
    List<Key> wanted = List.of(Key.of("/foo/barb"), Key.of("/absent"), Key.of("/foo"));

    Map<Key, byte[]> found = store.getAll(wanted);

    assertThat(found.keySet()).containsExactly(Key.of("/foo/barb"), Key.of("/foo"));
    Collection<byte[]> values = found.values();
    assertThat(values).containsExactly(bytes("/foo/barb"), bytes("/foo"));
  }

  @Test
  void keys_alone_are_read_where_keys_alone_are_asked_for() {
    store.put(Key.of("/a"), bytes("a"));
    Query query = Query.all().keysOnly().orderedBy(Order.KEY);

    Entry only = store.query(query).toList().get(0);

    assertThat(only.hasValue()).isFalse();
  }

  @Test
  void what_waits_sorted_in_memory_is_refused_once_the_store_is_closed() {
    KEYS.forEach(key -> store.put(Key.of(key), bytes(key)));
    try (Results results = store.query(Query.all().orderedBy(Order.KEY))) {
      results.next();

      store.close();

      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
      assertThatThrownBy(results::next).isInstanceOf(DatastoreClosedException.class);
    }
  }

  private static List<String> keys(Datastore from, Query query) {
    return from.query(query).toList().stream().map(entry -> entry.key().toString()).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
