package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Comparison;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.FaultyDatastore;
import dev.cairn.testkit.FaultyDatastore.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What go-datastore's mount gets wrong, each defect a test that it must not be here. */
class MountDefectsTest {

  private static final byte[] VALUE = "value".getBytes(UTF_8);

  private final MemoryDatastore root = new MemoryDatastore();
  private final MemoryDatastore foo = new MemoryDatastore();
  private final MountDatastore mounts =
      MountDatastore.of(List.of(Mount.at("/foo", foo), Mount.at("/", root)));

  private static List<String> keys(Datastore store, Query query) {
    return store.query(query).toList().stream().map(entry -> entry.key().toString()).toList();
  }

  @Test
  void a_query_masks_what_lies_in_the_parent_below_a_mountpoint() {
    for (String key : List.of("/foo", "/foo/hidden", "/foo/x", "/fooled", "/a", "/z")) {
      root.put(Key.of(key), "in the root".getBytes(UTF_8));
    }
    foo.put(Key.of("/x"), "in the mount".getBytes(UTF_8));

    assertThat(mounts.get(Key.of("/foo/hidden"))).isEmpty();
    for (Order order : List.of(Order.KEY, Order.KEY_DESCENDING, Order.VALUE)) {
      List<Entry> shown = mounts.query(Query.all().orderedBy(order)).toList();
      assertThat(shown)
          .extracting(entry -> entry.key().toString())
          .containsExactlyInAnyOrder("/a", "/foo", "/foo/x", "/fooled", "/z");
      assertThat(shown)
          .filteredOn(entry -> entry.key().equals(Key.of("/foo/x")))
          .singleElement()
          .satisfies(entry -> assertThat(entry.value()).asString().isEqualTo("in the mount"));
    }
    assertThat(keys(mounts, Query.all())).hasSize(5);
    assertThat(keys(mounts, Query.all().orderedBy(Order.KEY).offset(1).limit(3)))
        .containsExactly("/foo", "/foo/x", "/fooled");
    assertThat(keys(mounts, Query.below(Key.of("/foo")))).containsExactly("/foo/x");
    assertThat(mounts.query(Query.all()).toList())
        .allSatisfy(entry -> assertThat(mounts.get(entry.key())).hasValue(entry.value()));
  }

  @Test
  void a_batch_treats_unmounted_keys_as_single_calls_do() {
    var partly = MountDatastore.of(List.of(Mount.at("/foo", new MemoryDatastore())));
    Key unmounted = Key.of("/quux/thud");

    try (Batch batch = partly.batch()) {
      assertThatThrownBy(() -> batch.put(unmounted, VALUE))
          .isInstanceOf(UnsupportedKeyException.class)
          .hasMessageContaining("/quux/thud");
      batch.delete(unmounted);
      batch.put(Key.of("/foo/x"), VALUE);
      assertThat(batch.size()).isEqualTo(1);
      batch.commit();
    }

    assertThat(keys(partly, Query.all())).containsExactly("/foo/x");
  }

  @Test
  void the_key_slash_lies_in_a_mount_at_slash_by_single_calls_and_by_batch_alike() {
    mounts.put(Key.ROOT, VALUE);
    assertThat(root.get(Key.ROOT)).hasValue(VALUE);
    assertThat(mounts.get(Key.ROOT)).hasValue(VALUE);
    assertThat(keys(mounts, Query.all())).containsExactly("/");
    mounts.delete(Key.ROOT);
    assertThat(mounts.has(Key.ROOT)).isFalse();

    try (Batch batch = mounts.batch()) {
      batch.put(Key.ROOT, VALUE);
      batch.put(Key.of("/a"), VALUE);
      batch.commit();
    }
    assertThat(mounts.has(Key.ROOT)).isTrue();

    var rootless = MountDatastore.of(List.of(Mount.at("/foo", new MemoryDatastore())));
    try (Batch batch = rootless.batch()) {
      batch.put(Key.of("/foo/x"), VALUE);
      assertThatThrownBy(() -> batch.put(Key.ROOT, VALUE))
          .isInstanceOf(UnsupportedKeyException.class);
    }
    assertThatThrownBy(() -> rootless.put(Key.ROOT, VALUE))
        .isInstanceOf(UnsupportedKeyException.class);
  }

  @Test
  void sync_of_a_mountpoint_syncs_the_parent_where_that_key_lies() {
    var parent = new RecordingDatastore(new MemoryDatastore());
    var child = new RecordingDatastore(new MemoryDatastore());
    var both = MountDatastore.of(List.of(Mount.at("/foo", child), Mount.at("/", parent)));

    both.sync(Key.of("/foo"));

    assertThat(parent.syncs).containsExactly(Key.of("/foo"));
    assertThat(child.syncs).containsExactly(Key.ROOT);
  }

  @Test
  void duplicate_mountpoints_and_stores_mounted_twice_are_refused() {
    assertThatThrownBy(() -> MountDatastore.of(List.of(Mount.at("/a", root), Mount.at("a/", foo))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two stores are mounted at /a");
    assertThatThrownBy(() -> MountDatastore.of(List.of(Mount.at("/a", root), Mount.at("/b", root))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/a")
        .hasMessageContaining("/b");
  }

  @Test
  void a_half_applied_batch_says_which_half() {
    var deep = new MemoryDatastore();
    var faulty = new FaultyDatastore(new MemoryDatastore());
    var last = new MemoryDatastore();
    var three =
        MountDatastore.of(
            List.of(Mount.at("/z", deep), Mount.at("/foo", faulty), Mount.at("/", last)));
    faulty.failAt(Operation.COMMIT, 1, () -> new NoSpaceException("the disk is full"));

    try (Batch batch = three.batch()) {
      for (String key : List.of("/a", "/foo/b", "/z/c")) {
        batch.put(Key.of(key), VALUE);
      }

      assertThatThrownBy(batch::commit)
          .isInstanceOfSatisfying(
              PartialCommitException.class,
              e -> {
                assertThat(e.committed()).containsExactly(Key.of("/z"));
                assertThat(e.failed()).isEqualTo(Key.of("/foo"));
                assertThat(e.discarded()).containsExactly(Key.ROOT);
              })
          .hasMessage(
              "a batch was committed at [/z], failed at /foo, and was discarded at [/]:"
                  + " the disk is full; apply its writes again to complete it")
          .hasCauseInstanceOf(NoSpaceException.class);
      assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    }

    assertThat(keys(three, Query.all())).containsExactly("/z/c");
  }

  @Test
  void a_comparator_that_answers_differences_orders_across_mounts() {
    for (int number : List.of(9, 1, 5)) {
      mounts.put(Key.of((number == 5 ? "/foo/" : "/") + number), new byte[] {(byte) number});
    }
    Order byDifference = Order.by((a, b) -> a.value()[0] - b.value()[0]);

    assertThat(keys(mounts, Query.all().orderedBy(byDifference)))
        .containsExactly("/1", "/foo/5", "/9");
  }

  @Test
  void a_function_that_orders_sees_full_keys() {
    for (String key : List.of("/foo/a", "/foo/bbbbbb", "/cccc", "/dd")) {
      mounts.put(Key.of(key), VALUE);
    }
    Order byLength = Order.by((a, b) -> Integer.compare(a.key().length(), b.key().length()));

    assertThat(keys(mounts, Query.all().orderedBy(byLength)))
        .containsExactly("/dd", "/cccc", "/foo/a", "/foo/bbbbbb");
  }

  @Test
  void a_query_for_keys_may_filter_and_order_by_value() {
    mounts.put(Key.of("/foo/a"), new byte[] {3});
    mounts.put(Key.of("/b"), new byte[] {1});
    mounts.put(Key.of("/foo/c"), new byte[] {2});
    Query query =
        Query.all()
            .keysOnly()
            .filter(Filter.value(Comparison.AT_LEAST, new byte[] {2}))
            .orderedBy(Order.VALUE);

    List<Entry> shown = mounts.query(query).toList();

    assertThat(shown)
        .extracting(entry -> entry.key().toString())
        .containsExactly("/foo/c", "/foo/a");
    assertThat(shown).noneMatch(Entry::hasValue);
  }
}
