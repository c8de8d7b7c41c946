package dev.cairn.testkit.wrapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.datastore.wrapper.NamespaceDatastore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NamespaceDatastoreTest {

  private static final Key FOO = Key.of("/foo");

  private final Asked below = new Asked();
  private final NamespaceDatastore namespace = new NamespaceDatastore(below, FOO);

  /** Remembers the queries it was asked, and how many entries it handed out. */
  private static final class Asked extends ForwardingDatastore {
    final List<Query> queries = new ArrayList<>();
    final AtomicInteger handedOut = new AtomicInteger();

    Asked() {
      super(new MemoryDatastore());
    }

    @Override
    public Results query(Query query) {
      queries.add(query);
      Results results = super.query(query);
      return new Results() {
        @Override
        public Query query() {
          return results.query();
        }

        @Override
        public boolean hasNext() {
          return results.hasNext();
        }

        @Override
        public Entry next() {
          handedOut.incrementAndGet();
          return results.next();
        }

        @Override
        public void close() {
          results.close();
        }
      };
    }

    Query last() {
      return queries.get(queries.size() - 1);
    }
  }

  @Test
  void a_key_that_begins_with_the_prefix_is_not_taken_for_another() {
    namespace.put(Key.of("/foo/x"), bytes("long"));
    namespace.put(Key.of("/x"), bytes("short"));
    namespace.put(FOO, bytes("itself"));

    assertThat(below.get(Key.of("/foo/foo/x"))).contains(bytes("long"));
    assertThat(below.get(Key.of("/foo/x"))).contains(bytes("short"));
    assertThat(below.get(Key.of("/foo/foo"))).contains(bytes("itself"));
    assertThat(keys(Query.all())).isEqualTo(List.of("/foo", "/foo/x", "/x"));
    assertThat(keys(Query.below(FOO))).isEqualTo(List.of("/foo/x"));
  }

  @Test
  void only_what_lies_in_the_namespace_is_seen() {
    for (String key : List.of("/abc/foo", "/bar/foo", "/foo/bar", "/foo/bar/baz", "/foo/baz/abc")) {
      below.put(Key.of(key), bytes(key));
    }
    below.put(Key.of("/xyz/foo"), bytes("xyz"));
    below.put(Key.of("/foo-bar"), bytes("between"));
    below.put(Key.of("/foobar"), bytes("behind"));

    assertThat(keys(Query.all())).isEqualTo(List.of("/bar", "/bar/baz", "/baz/abc"));
    assertThat(keys(Query.below(Key.of("bar")))).isEqualTo(List.of("/bar/baz"));
    assertThat(namespace.has(Key.of("/foo/bar"))).isFalse();
  }

  @Test
  void the_root_of_the_namespace_is_the_prefix_itself_and_comes_before_the_rest() {
    below.put(FOO, bytes("root"));
    below.put(Key.of("/foo!"), bytes("foreign, between the root and the rest"));
    below.put(Key.of("/foo-bar/a"), bytes("foreign, too"));
    namespace.put(Key.of("/a"), bytes("a"));
    namespace.put(Key.of("/b"), bytes("b"));

    assertThat(namespace.get(Key.ROOT)).contains(bytes("root"));
    assertThat(keys(Query.all())).isEqualTo(List.of("/", "/a", "/b"));
    assertThat(keys(Query.all().limit(2))).isEqualTo(List.of("/", "/a"));
    assertThat(keys(Query.all().orderedBy(Order.KEY_DESCENDING).offset(1)))
        .isEqualTo(List.of("/a", "/"));
    assertThat(keys(Query.all().startAfter(Key.ROOT))).isEqualTo(List.of("/a", "/b"));
    assertThat(keys(Query.all().to(Key.of("/a")))).isEqualTo(List.of("/"));
  }

  @Test
  void filters_and_orders_see_the_keys_of_the_namespace() {
    for (String key : List.of("/foo", "/foo/a", "/foo-b", "/z", "/y")) {
      namespace.put(Key.of(key), bytes(key));
    }

    assertThat(keys(Query.all().filter(Filter.keyPrefix("/foo/")))).isEqualTo(List.of("/foo/a"));
    assertThat(keys(Query.all().filter(Filter.key(Comparison.GREATER, Key.of("/foo/a")))))
        .isEqualTo(List.of("/y", "/z"));
    Order byLength = Order.by((a, b) -> a.key().length() - b.key().length());
    assertThat(keys(Query.all().orderedBy(byLength).orderedBy(Order.KEY_DESCENDING)))
        .isEqualTo(List.of("/z", "/y", "/foo", "/foo/a", "/foo-b"));
  }

  @Test
  void the_store_below_is_asked_for_no_more_than_is_wanted() {
    for (int i = 0; i < 100; i++) {
      namespace.put(Key.of("/item/" + (100 + i)), bytes("value"));
    }
    Query query =
        Query.below(Key.of("/item"))
            .from(Key.of("/item/120"))
            .orderedBy(Order.KEY_DESCENDING)
            .offset(2)
            .limit(3)
            .keysOnly();

    assertThat(keys(query)).isEqualTo(List.of("/item/197", "/item/196", "/item/195"));

    assertThat(below.last().range().contains(Key.of("/foo/item/120"))).isTrue();
    assertThat(below.last().range().contains(Key.of("/foo/item/119"))).isFalse();
    assertThat(below.last().orders()).containsExactly(Order.KEY_DESCENDING);
    assertThat(below.last().limit()).hasValue(3);
    assertThat(below.last().offset()).isEqualTo(2);
    assertThat(below.last().projection()).isEqualTo(query.projection());
    assertThat(below.handedOut).hasValue(3);
  }

  @Test
  void foreign_neighbours_are_not_read_where_the_root_is_absent() {
    for (int i = 0; i < 50; i++) {
      below.put(Key.of("/foo-bar/" + i), bytes("foreign"));
    }
    namespace.put(Key.of("/a"), bytes("a"));

    assertThat(keys(Query.all())).isEqualTo(List.of("/a"));

    assertThat(below.last().range().contains(Key.of("/foo-bar/1"))).isFalse();
  }

  @Test
  void the_root_that_comes_while_a_listing_begins_is_listed_with_what_came_with_it() {
    AtomicInteger asked = new AtomicInteger();
    Datastore racing =
        new ForwardingDatastore(new MemoryDatastore()) {
          @Override
          public Results query(Query query) {
            if (asked.incrementAndGet() == 1) {
              try (Batch batch = batch()) {
                batch.put(FOO, bytes("root"));
                batch.put(Key.of("/foo/a"), bytes("a"));
                batch.commit();
              }
            }
            return super.query(query);
          }
        };

    List<Entry> listed = new NamespaceDatastore(racing, FOO).query(Query.all()).toList();

    assertThat(listed).extracting(Entry::key).containsExactly(Key.ROOT, Key.of("/a"));
  }

  @Test
  void the_namespace_of_the_root_is_the_store_itself() {
    Datastore all = new NamespaceDatastore(below, Key.ROOT);
    Query query = Query.all().orderedBy(Order.VALUE);

    all.put(Key.of("/a"), bytes("a"));

    assertThat(below.get(Key.of("/a"))).contains(bytes("a"));
    assertThat(all.query(query).toList()).hasSize(1);
    assertThat(below.last()).isSameAs(query);
  }

  @Test
  void syncing_concerns_the_prefix_in_the_store_below() {
    List<Key> synced = new ArrayList<>();
    Datastore noting =
        new ForwardingDatastore(new MemoryDatastore()) {
          @Override
          public void sync(Key prefix) {
            synced.add(prefix);
          }
        };

    new NamespaceDatastore(noting, FOO).sync(Key.of("/a"));
    new NamespaceDatastore(noting, FOO).sync(Key.ROOT);

    assertThat(synced).containsExactly(Key.of("/foo/a"), FOO);
  }

  @Test
  void binary_keys_lie_in_the_namespace_byte_for_byte() {
    Key binary = Key.raw(new byte[] {0, '/', '/', '.', '.', (byte) 0xFF});

    namespace.put(binary, bytes("binary"));

    assertThat(namespace.get(binary)).contains(bytes("binary"));
    assertThat(namespace.query(Query.all()).toList())
        .extracting(Entry::key)
        .containsExactly(binary);
    assertThat(below.query(Query.in(KeyRange.below(FOO))).toList())
        .extracting(entry -> entry.key().relativeTo(FOO))
        .containsExactly(binary);
  }

  @Test
  void its_name_says_where_it_lies() {
    assertThat(namespace).hasToString("NamespaceDatastore(/foo, Asked(memory))");
  }

  private List<String> keys(Query query) {
    Query ordered = query.orders().isEmpty() ? query.orderedBy(Order.KEY) : query;
    return namespace.query(ordered).toList().stream().map(e -> e.key().toString()).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
