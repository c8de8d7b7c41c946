package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountDatastoreTest {

  private static final byte[] VALUE = "value".getBytes(UTF_8);

  private final RecordingDatastore root = new RecordingDatastore(new MemoryDatastore());
  private final RecordingDatastore foo = new RecordingDatastore(new MemoryDatastore());
  private final RecordingDatastore bar = new RecordingDatastore(new MemoryDatastore());

  private static List<String> keys(Datastore store, Query query) {
    return store.query(query.keysOnly()).toList().stream()
        .map(entry -> entry.key().toString())
        .toList();
  }

  private static void fill(Datastore store, String... keys) {
    for (String key : keys) {
      store.put(Key.of(key), key.getBytes(UTF_8));
    }
  }

  // Where a key lies.

  @ParameterizedTest
  @CsvSource({
    "/, /, /",
    "/foo, /, /foo",
    "/foobar, /, /foobar",
    "/fo, /, /fo",
    "/foo-bar/x, /, /foo-bar/x",
    "/foo/x, /foo, /x",
    "/foo/x/y, /foo, /x/y",
    "/foo/bar, /foo, /bar",
    "/foo/barn, /foo, /barn",
    "/foo/bar/x, /foo/bar, /x",
  })
  void a_key_lies_in_the_deepest_mount_strictly_above_it(String key, String owner, String inner) {
    Map<String, Datastore> stores = Map.of("/", root, "/foo", foo, "/foo/bar", bar);
    try (var mounts =
        MountDatastore.of(
            List.of(Mount.at("/", root), Mount.at("/foo", foo), Mount.at("/foo/bar", bar)))) {

      mounts.put(Key.of(key), VALUE);

      stores.forEach(
          (point, store) ->
              assertThat(keys(store, Query.all()))
                  .as("what lies at %s", point)
                  .isEqualTo(point.equals(owner) ? List.of(inner) : List.of()));
      assertThat(mounts.get(Key.of(key))).hasValue(VALUE);
      assertThat(mounts.has(Key.of(key))).isTrue();
      assertThat(mounts.size(Key.of(key))).hasValue(VALUE.length);
      assertThat(keys(mounts, Query.all())).containsExactly(key);
      mounts.delete(Key.of(key));
      assertThat(keys(mounts, Query.all())).isEmpty();
    }
  }

  @Test
  void the_order_in_which_mounts_are_given_does_not_matter() {
    for (List<Mount> given :
        List.of(
            List.of(Mount.at("/", root), Mount.at("/foo", foo)),
            List.of(Mount.at("/foo", foo), Mount.at("/", root)))) {
      var mounts = MountDatastore.of(given);

      mounts.put(Key.of("/foo/bar"), VALUE);
      mounts.put(Key.of("/baz"), VALUE);

      assertThat(keys(foo, Query.all())).containsExactly("/bar");
      assertThat(keys(root, Query.all())).containsExactly("/baz");
      assertThat(mounts.mounts()).containsExactly(Mount.at("/foo", foo), Mount.at("/", root));
    }
  }

  @Test
  void a_binary_key_with_a_trailing_slash_keeps_its_name() {
    Key odd = Key.raw("foo/".getBytes(UTF_8));
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));
    mounts.put(odd, VALUE);
    mounts.put(Key.of("/foo"), "other".getBytes(UTF_8));

    assertThat(mounts.get(odd)).hasValue(VALUE);
    assertThat(foo.has(Key.ROOT)).isTrue();
    assertThat(mounts.query(Query.all().orderedBy(Order.KEY)).toList())
        .extracting(Entry::key)
        .containsExactly(Key.of("/foo"), odd);
    assertThat(mounts.getAll(List.of(odd, Key.of("/foo"))).keySet())
        .containsExactly(odd, Key.of("/foo"));
  }

  // Where nothing is mounted.

  @Test
  void without_any_mount_a_put_is_refused_and_everything_else_finds_nothing() {
    assertNothingIsMounted(MountDatastore.of(List.of()), Key.of("/quux/thud"));
  }

  @Test
  void beside_the_mounts_a_put_is_refused_and_everything_else_finds_nothing() {
    var mounts = MountDatastore.of(List.of(Mount.at("/redherring", foo)));

    assertNothingIsMounted(mounts, Key.of("/quux/thud"));
    assertNothingIsMounted(mounts, Key.of("/redherring"));
    assertNothingIsMounted(mounts, Key.ROOT);
    assertThat(keys(foo, Query.all())).isEmpty();
  }

  private static void assertNothingIsMounted(MountDatastore mounts, Key key) {
    assertThatThrownBy(() -> mounts.put(key, VALUE))
        .isInstanceOf(UnsupportedKeyException.class)
        .hasMessageContaining(key.toString())
        .hasMessageContaining("no store is mounted");
    assertThat(mounts.get(key)).isEmpty();
    assertThat(mounts.has(key)).isFalse();
    assertThat(mounts.size(key)).isEmpty();
    assertThat(mounts.getAll(List.of(key))).isEmpty();
    mounts.delete(key);
    mounts.sync(key);
    assertThat(keys(mounts, Query.below(key))).isEmpty();
    assertThat(keys(mounts, Query.all())).isEmpty();
  }

  // Reads and writes through one mount.

  @Test
  void what_is_put_lies_in_the_store_without_the_mountpoint() {
    var mounts = MountDatastore.of(List.of(Mount.at("/quux", foo)));

    mounts.put(Key.of("/quux/thud"), VALUE);

    assertThat(foo.get(Key.of("/thud"))).hasValue(VALUE);
  }

  @Test
  void what_the_store_holds_is_found_with_the_mountpoint() {
    var mounts = MountDatastore.of(List.of(Mount.at("/quux", foo)));
    foo.put(Key.of("/thud"), VALUE);

    assertThat(mounts.get(Key.of("/quux/thud"))).hasValue(VALUE);
    assertThat(mounts.has(Key.of("/quux/thud"))).isTrue();
    assertThat(mounts.get(Key.of("/quux/other"))).isEmpty();
    assertThat(mounts.has(Key.of("/quux/other"))).isFalse();
    mounts.delete(Key.of("/quux/other"));
    mounts.delete(Key.of("/quux/thud"));
    assertThat(foo.has(Key.of("/thud"))).isFalse();
  }

  @Test
  void many_are_got_at_once_from_each_store_once_and_in_the_order_asked_for() {
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));
    fill(mounts, "/foo/1", "/a", "/foo/2", "/b");

    Map<Key, byte[]> found =
        mounts.getAll(
            List.of(
                Key.of("/foo/2"), Key.of("/b"), Key.of("/c"), Key.of("/foo/1"), Key.of("/foo/2")));

    assertThat(found.keySet()).containsExactly(Key.of("/foo/2"), Key.of("/b"), Key.of("/foo/1"));
    assertThat(found.get(Key.of("/foo/1"))).isEqualTo("/foo/1".getBytes(UTF_8));
  }

  // Listings.

  @Test
  void a_listing_shows_full_keys_and_nothing_else() {
    var mounts = MountDatastore.of(List.of(Mount.at("/quux", foo)));
    foo.put(Key.of("/thud"), VALUE);

    List<Entry> entries = mounts.query(Query.below(Key.of("/quux"))).toList();

    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).key()).isEqualTo(Key.of("/quux/thud"));
    assertThat(entries.get(0).value()).isEqualTo(VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "/ba, 0",
    "/bar, 2",
    "/baz/, 1",
    "/foo, 1",
    "/, 5",
    "/banana, 0",
  })
  void a_prefix_finds_across_mounts_what_lies_below_it(String prefix, int count) {
    var baz = new MemoryDatastore();
    var mounts =
        MountDatastore.of(
            List.of(
                Mount.at("/foo", foo),
                Mount.at("/bar", bar),
                Mount.at("/baz", baz),
                Mount.at("/", root)));
    fill(mounts, "/foo/lorem", "/bar/ipsum", "/bar/dolor", "/baz/sit", "/banana");

    assertThat(keys(mounts, Query.below(Key.of(prefix)))).hasSize(count);
  }

  @Test
  void nested_mounts_are_interleaved_in_the_order_of_keys() {
    var mounts =
        MountDatastore.of(
            List.of(Mount.at("/zoo", root), Mount.at("/boo/5", foo), Mount.at("/boo", bar)));
    fill(mounts, "/zoo/0", "/zoo/1", "/boo/9", "/boo/3", "/boo/5/hello");

    assertThat(keys(mounts, Query.all().orderedBy(Order.KEY)))
        .containsExactly("/boo/3", "/boo/5/hello", "/boo/9", "/zoo/0", "/zoo/1");
    assertThat(keys(mounts, Query.all().orderedBy(Order.KEY_DESCENDING)))
        .containsExactly("/zoo/1", "/zoo/0", "/boo/9", "/boo/5/hello", "/boo/3");
  }

  private MountDatastore rokAndZoo() {
    var mounts =
        MountDatastore.of(
            List.of(Mount.at("/rok", root), Mount.at("/zoo", foo), Mount.at("/noop", bar)));
    fill(mounts, "/rok/0", "/zoo/0", "/rok/1", "/zoo/1", "/rok/3", "/zoo/3");
    return mounts;
  }

  @Test
  void a_limit_cuts_the_merged_list() {
    Query query = Query.all().orderedBy(Order.KEY_DESCENDING).limit(2);

    assertThat(keys(rokAndZoo(), query)).containsExactly("/zoo/3", "/zoo/1");
  }

  @Test
  void offset_and_limit_cut_the_merged_list() {
    Query query = Query.all().orderedBy(Order.KEY).offset(2).limit(3);

    assertThat(keys(rokAndZoo(), query)).containsExactly("/rok/3", "/zoo/0", "/zoo/1");
  }

  @Test
  void a_filter_sees_full_keys() {
    Query query = Query.all().filter(Filter.key(Comparison.EQUAL, Key.of("/rok/3")));

    assertThat(keys(rokAndZoo(), query)).containsExactly("/rok/3");
  }

  @Test
  void offset_and_limit_find_nothing_where_there_is_nothing() {
    var mounts = MountDatastore.of(List.of(Mount.at("/rok", root), Mount.at("/zoo", foo)));

    assertThat(keys(mounts, Query.all().offset(4).limit(3))).isEmpty();
  }

  @Test
  void a_limit_beyond_the_data_finds_all_and_an_offset_beyond_it_nothing() {
    var mounts = MountDatastore.of(List.of(Mount.at("/rok", root), Mount.at("/zoo", foo)));
    fill(mounts, "/rok/0", "/zoo/0");

    assertThat(keys(mounts, Query.all().limit(4))).hasSize(2);
    assertThat(keys(mounts, Query.all().offset(4))).isEmpty();
    assertThat(keys(mounts, Query.all().offset(1).limit(Long.MAX_VALUE))).hasSize(1);
  }

  @Test
  void a_store_is_asked_for_no_more_than_the_limit_needs() {
    var mounts = rokAndZoo();

    keys(mounts, Query.all().orderedBy(Order.KEY).offset(2).limit(3));

    for (RecordingDatastore store : List.of(root, foo, bar)) {
      assertThat(store.queries).singleElement().hasToString("SELECT keys ORDER [KEY] LIMIT 5");
    }
  }

  @Test
  void a_limit_is_not_handed_down_where_a_filter_a_mask_or_an_order_may_hide_entries() {
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));

    keys(mounts, Query.all().limit(1));
    keys(mounts, Query.below(Key.of("/foo")).limit(1).filter(entry -> true));
    keys(mounts, Query.below(Key.of("/foo")).limit(1).orderedBy(Order.VALUE));
    keys(mounts, Query.below(Key.of("/foo/x")).limit(1).orderedBy(Order.KEY_DESCENDING));

    assertThat(root.queries).extracting(Query::toString).containsExactly("SELECT keys");
    assertThat(foo.queries)
        .extracting(Query::toString)
        .containsExactly(
            "SELECT keys LIMIT 1",
            "SELECT keys,vals",
            "SELECT keys,vals",
            "SELECT keys FROM \"/x\" ORDER [desc(KEY)] LIMIT 1");
  }

  @Test
  void only_stores_that_can_hold_something_in_the_range_are_asked() {
    var mounts =
        MountDatastore.of(
            List.of(Mount.at("/foo", foo), Mount.at("/bar", bar), Mount.at("/", root)));

    keys(mounts, Query.below(Key.of("/foo")));
    keys(mounts, Query.all().from(Key.of("/foo/b")).to(Key.of("/foo/d")));
    keys(mounts, Query.all().from(Key.of("/foo/x")).orderedBy(Order.KEY));

    assertThat(bar.queries).isEmpty();
    assertThat(foo.queries)
        .extracting(Query::toString)
        .containsExactly(
            "SELECT keys",
            "SELECT keys FIRST \"/b\" BEFORE \"/d\"",
            "SELECT keys FIRST \"/x\" ORDER [KEY]");
    assertThat(root.queries)
        .extracting(Query::toString)
        .containsExactly("SELECT keys FIRST \"/foo0\" ORDER [KEY]");
  }

  @Test
  void a_listing_closed_early_closes_those_of_all_stores() {
    var mounts = rokAndZoo();
    var results = mounts.query(Query.all().orderedBy(Order.KEY));
    results.next();
    assertThat(List.of(root.openResults, foo.openResults, bar.openResults))
        .as("a store that has nothing more has been let go")
        .containsExactly(1, 1, 0);

    results.close();

    assertThat(List.of(root.openResults, foo.openResults, bar.openResults)).containsOnly(0);
  }

  @Test
  void a_listing_left_open_is_closed_with_the_mount() {
    var mounts = rokAndZoo();
    mounts.query(Query.all()).next();

    mounts.close();

    assertThat(List.of(root.openResults, foo.openResults, bar.openResults)).containsOnly(0);
  }

  // Sync.

  @Test
  void sync_reaches_the_mounts_at_and_below_the_prefix_and_the_one_that_holds_it() {
    var baz = new RecordingDatastore(new MemoryDatastore());
    var mounts =
        MountDatastore.of(
            List.of(
                Mount.at("/foo", foo),
                Mount.at("/foo/bar", bar),
                Mount.at("/baz", baz),
                Mount.at("/", root)));

    mounts.sync(Key.of("/foo"));
    assertThat(foo.syncs).containsExactly(Key.ROOT);
    assertThat(bar.syncs).containsExactly(Key.ROOT);
    assertThat(root.syncs).as("/foo itself lies there").containsExactly(Key.of("/foo"));
    assertThat(baz.syncs).isEmpty();

    mounts.sync(Key.of("/fwop"));
    assertThat(root.syncs).containsExactly(Key.of("/foo"), Key.of("/fwop"));
    assertThat(foo.syncs).hasSize(1);

    mounts.sync(Key.of("/foo/deep/er"));
    assertThat(foo.syncs).containsExactly(Key.ROOT, Key.of("/deep/er"));
    assertThat(bar.syncs).hasSize(1);

    mounts.sync(Key.ROOT);
    assertThat(root.syncs).last().isEqualTo(Key.ROOT);
    assertThat(baz.syncs).containsExactly(Key.ROOT);
    assertThat(List.of(root.syncs.size(), foo.syncs.size(), bar.syncs.size()))
        .containsExactly(3, 3, 2);
  }

  // Construction.

  @ParameterizedTest
  @ValueSource(strings = {"foo/", "a//b", "a/../b", ".", "/"})
  void a_mountpoint_that_cleaning_would_change_is_refused(String point) {
    Key unclean = Key.raw(point.getBytes(UTF_8));

    assertThatThrownBy(() -> new Mount(unclean, root))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(unclean.toString());
  }

  @Test
  void stores_of_a_refused_mount_stay_open() {
    assertThatThrownBy(() -> MountDatastore.of(List.of(Mount.at("/a", root), Mount.at("/a/", foo))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a");

    assertThat(root.has(Key.of("/x"))).isFalse();
    assertThat(root.closings + foo.closings).isZero();
  }

  // Batches and capabilities.

  @Test
  void a_batch_is_atomic_as_long_as_it_writes_to_one_store() {
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));
    try (Batch batch = mounts.batch()) {
      assertThat(batch.atomic()).isTrue();
      batch.put(Key.of("/foo/1"), VALUE);
      batch.put(Key.of("/foo/2"), VALUE);
      assertThat(batch.atomic()).isTrue();
      batch.put(Key.of("/1"), VALUE);
      assertThat(batch.atomic()).isFalse();
      assertThat(batch.size()).isEqualTo(3);

      batch.commit(Durability.SYNCED);
    }

    assertThat(keys(mounts, Query.all().orderedBy(Order.KEY)))
        .containsExactly("/1", "/foo/1", "/foo/2");
    assertThat(foo.commits).containsExactly(Durability.SYNCED);
    assertThat(root.commits).containsExactly(Durability.SYNCED);
    assertThat(foo.openBatches + root.openBatches).as("batches left open").isZero();
  }

  @Test
  void a_batch_takes_one_batch_of_each_store_that_it_writes_to_and_no_other() {
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));
    try (Batch batch = mounts.batch()) {
      batch.delete(Key.of("/foo/1"));
      batch.put(Key.of("/foo/1"), VALUE);
    }

    assertThat(foo.batches).isEqualTo(1);
    assertThat(foo.openBatches).isZero();
    assertThat(root.batches).isZero();
    assertThat(keys(mounts, Query.all())).isEmpty();
  }

  @Test
  void over_a_store_that_cannot_batch_there_are_no_batches() {
    var mounts =
        MountDatastore.of(List.of(Mount.at("/plain", new PlainDatastore()), Mount.at("/", root)));

    assertThat(mounts.capability(Batching.class)).isEmpty();
    assertThat(mounts.capability(Datastore.class)).isPresent();
    assertThatThrownBy(mounts::batch)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("/plain")
        .hasMessageContaining("cannot batch");
  }

  @Test
  void disk_usage_is_the_sum_where_every_store_can_tell() {
    root.diskUsage = 5;
    foo.diskUsage = 7;
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));
    var untold =
        MountDatastore.of(List.of(Mount.at("/bar", bar), Mount.at("/", new MemoryDatastore())));

    assertThat(mounts.capability(DiskUsage.class).orElseThrow().diskUsage()).isEqualTo(12);
    assertThat(untold.capability(DiskUsage.class)).isEmpty();
  }

  @Test
  void closing_the_mount_closes_every_store_once() {
    var mounts = MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));

    mounts.close();
    mounts.close();

    assertThat(List.of(foo.closings, root.closings)).containsOnly(1);
  }

  /** A store that can do nothing beyond what all can. */
  private static final class PlainDatastore extends ForwardingDatastore {
    PlainDatastore() {
      super(new MemoryDatastore());
    }

    @Override
    public <T> Optional<T> capability(Class<T> ability) {
      return ability == Batching.class ? Optional.empty() : super.capability(ability);
    }
  }
}
