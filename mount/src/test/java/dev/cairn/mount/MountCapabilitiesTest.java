package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.GarbageCollection;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Scrub;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.View;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ExpiringDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import dev.cairn.testkit.SettableClock;
import dev.cairn.testkit.Together;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What mounts can do beyond reading and writing: exactly what all of their stores can. */
class MountCapabilitiesTest {

  private static final byte[] VALUE = "value".getBytes(UTF_8);
  private static final Key FOO_A = Key.of("/foo/a");

  private final MemoryDatastore root = new MemoryDatastore();
  private final MemoryDatastore foo = new MemoryDatastore();
  private final MountDatastore mounts =
      MountDatastore.of(List.of(Mount.at("/", root), Mount.at("/foo", foo)));

  private static List<String> keys(Datastore store) {
    Query all = Query.all().keysOnly().orderedBy(Order.KEY);
    return store.query(all).toList().stream().map(entry -> entry.key().toString()).toList();
  }

  private void fill(String... keys) {
    for (String key : keys) {
      mounts.put(Key.of(key), key.getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Snapshots.class,
        View.class,
        ConditionalWrites.class,
        BulkLoad.class,
        RangeDelete.class
      })
  void what_every_store_can_is_offered_until_one_comes_that_cannot(Class<?> ability) {
    assertThat(mounts.capability(ability)).isPresent();

    mounts.mount(Mount.at("/plain", new TendedDatastore()));
    assertThat(mounts.capability(ability)).isEmpty();

    mounts.unmount(Key.of("/plain"));
    assertThat(mounts.capability(ability)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Check.class,
        Scrub.class,
        GarbageCollection.class,
        Compaction.class,
        DiskUsage.class,
        Expiring.class,
        Transactions.class,
        Checkpoint.class
      })
  void what_one_store_cannot_is_never_a_silent_nothing(Class<?> ability) {
    assertThat(mounts.capability(ability)).isEmpty();
  }

  @Test
  void a_range_is_deleted_in_every_store_and_what_is_masked_stays() {
    root.put(Key.of("/foo/hidden"), VALUE);
    fill("/a", "/foo", "/foo/a", "/foo/b", "/fooled", "/z");
    RangeDelete ranges = Datastores.require(mounts, RangeDelete.class);

    ranges.deleteRange(KeyRange.ALL.from(Key.of("/foo")).before(Key.of("/foo/b")));
    assertThat(keys(mounts)).containsExactly("/a", "/foo/b", "/fooled", "/z");
    ranges.deleteRange(KeyRange.ALL);

    assertThat(keys(mounts)).isEmpty();
    assertThat(keys(root)).containsExactly("/foo/hidden");
  }

  @Test
  void a_snapshot_shows_all_stores_at_one_moment_between_two_batches() {
    int batches = 300;
    AtomicBoolean over = new AtomicBoolean();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 0; i < batches; i++) {
              try (Batch batch = mounts.batch()) {
                byte[] number = Integer.toString(i).getBytes(UTF_8);
                batch.put(Key.of("/a"), number);
                batch.put(FOO_A, number);
                batch.commit();
              }
            }
            over.set(true);
          });
      threads.start(
          () -> {
            while (!over.get()) {
              try (Datastore snapshot = Datastores.require(mounts, Snapshots.class).snapshot()) {
                assertThat(snapshot.get(Key.of("/a")).map(it -> new String(it, UTF_8)))
                    .isEqualTo(snapshot.get(FOO_A).map(it -> new String(it, UTF_8)));
              }
            }
          });
    }
  }

  @Test
  void a_snapshot_lists_and_masks_as_the_mounts_do_and_refuses_writes() {
    root.put(Key.of("/foo/hidden"), VALUE);
    fill("/a", "/foo/a");

    try (Datastore snapshot = Datastores.require(mounts, Snapshots.class).snapshot()) {
      mounts.delete(FOO_A);

      assertThat(keys(snapshot)).containsExactly("/a", "/foo/a");
      assertThat(snapshot.capability(RangeDelete.class)).isEmpty();
    }
  }

  @Test
  void there_are_transactions_where_one_store_alone_is_mounted() {
    mounts.unmount(Key.ROOT);
    Transactions transactions = Datastores.require(mounts, Transactions.class);
    fill("/foo/a");

    try (Transaction transaction = transactions.begin()) {
      assertThat(transaction.get(Key.of("/bar"))).isEmpty();
      assertThatThrownBy(() -> transaction.put(Key.of("/bar"), VALUE))
          .isInstanceOf(UnsupportedKeyException.class);
      transaction.put(Key.of("/foo/b"), VALUE);
      try (Results listed = transaction.query(Query.all().orderedBy(Order.KEY_DESCENDING))) {
        assertThat(listed.next().key()).isEqualTo(Key.of("/foo/b"));
      }
      transaction.delete(FOO_A);
      transaction.commit();
    }
    assertThat(keys(foo)).containsExactly("/b");

    Transaction begun = transactions.begin();
    begun.put(FOO_A, VALUE);
    mounts.mount(Mount.at("/foo/a", new MemoryDatastore()));
    assertThatThrownBy(begun::commit)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("was changed meanwhile");
    assertThat(mounts.capability(Transactions.class)).isEmpty();
    assertThatThrownBy(transactions::begin).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_bulk_load_goes_into_one_store_and_refuses_a_key_of_another() {
    BulkLoad loads = Datastores.require(mounts, BulkLoad.class);
    try (BulkLoad.Loader loader = loads.bulkLoad()) {
      loader.add(FOO_A, VALUE);
      loader.add(Key.of("/foo/b"), VALUE);
      assertThatThrownBy(() -> loader.add(Key.of("/fooled"), VALUE))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("load each store by itself");
      loader.commit();
    }

    assertThat(keys(foo)).containsExactly("/a", "/b");
    assertThat(keys(root)).isEmpty();
  }

  @Test
  void conditional_writes_and_views_reach_the_store_of_the_key() {
    ConditionalWrites writes = Datastores.require(mounts, ConditionalWrites.class);

    assertThat(writes.putIfAbsent(FOO_A, VALUE)).isTrue();
    assertThat(writes.putIfAbsent(FOO_A, VALUE)).isFalse();
    assertThat(writes.replace(FOO_A, VALUE, "new".getBytes(UTF_8))).isTrue();
    assertThat(foo.get(Key.of("/a"))).hasValue("new".getBytes(UTF_8));
    assertThat(Datastores.require(mounts, View.class).view(FOO_A, it -> it.remaining()))
        .hasValue(3);
    mounts.unmount(Key.ROOT);
    assertThatThrownBy(() -> writes.putIfAbsent(Key.of("/a"), VALUE))
        .isInstanceOf(UnsupportedKeyException.class);
    assertThat(writes.replace(Key.of("/a"), VALUE, VALUE)).isFalse();
  }

  @Test
  void entries_expire_in_the_store_of_the_key() {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    SettableClock clock = new SettableClock(start);
    MountDatastore expiring =
        MountDatastore.of(
            List.of(
                Mount.at("/", new ExpiringDatastore(new MemoryDatastore(), clock)),
                Mount.at("/foo", new ExpiringDatastore(new MemoryDatastore(), clock))));
    Expiring able = Datastores.require(expiring, Expiring.class);
    able.put(FOO_A, VALUE, start.plusSeconds(1));
    able.put(Key.of("/a"), VALUE, start.plusSeconds(1));
    assertThat(able.expireAt(Key.of("/a"), start.plusSeconds(9))).isTrue();

    clock.set(start.plusSeconds(1));

    assertThat(expiring.get(FOO_A)).isEmpty();
    assertThat(able.expiration(Key.of("/a"))).hasValue(start.plusSeconds(9));
    assertThat(able.removeExpired()).isEqualTo(1);
  }

  @Test
  void upkeep_is_done_in_every_store_and_failures_say_where() {
    TendedDatastore first = new TendedDatastore();
    TendedDatastore second = new TendedDatastore();
    MountDatastore tended =
        MountDatastore.of(List.of(Mount.at("/", first), Mount.at("/foo", second)));
    second.finding = "a block is damaged";

    assertThat(Datastores.require(tended, Check.class).check())
        .containsExactly("at /foo: a block is damaged");
    assertThat(Datastores.require(tended, Scrub.class).scrub())
        .containsExactly("at /foo: a block is damaged");
    Datastores.require(tended, GarbageCollection.class).collectGarbage();
    Datastores.require(tended, Compaction.class)
        .compact(KeyRange.ALL.from(Key.of("/foo/b")).before(Key.of("/foo/d")));
    Datastores.require(tended, Compaction.class).compact(KeyRange.below(Key.of("/bar")));

    assertThat(first.done).containsExactly("check", "scrub", "gc", "compact [/bar/, /bar0)");
    assertThat(second.done).containsExactly("check", "scrub", "gc", "compact [/b, /d)");

    first.broken = true;
    assertThatThrownBy(() -> Datastores.require(tended, Check.class).check())
        .hasMessage("could not check at /: test error");
    assertThatThrownBy(() -> Datastores.require(tended, Scrub.class).scrub())
        .hasMessage("could not scrub at /: test error");
    assertThatThrownBy(() -> Datastores.require(tended, GarbageCollection.class).collectGarbage())
        .hasMessage("could not collect garbage at /: test error");
    assertThat(second.done).hasSize(7);
  }

  @Test
  void the_disk_usage_of_each_store_that_can_tell_is_told() {
    RecordingDatastore told = new RecordingDatastore(new MemoryDatastore());
    told.diskUsage = 7;
    MountDatastore partly =
        MountDatastore.of(List.of(Mount.at("/", new MemoryDatastore()), Mount.at("/foo", told)));

    assertThat(partly.diskUsages()).isEqualTo(Map.of(Key.of("/foo"), 7L));
  }

  /** A store that can be looked after, and notes it. */
  private static final class TendedDatastore extends ForwardingDatastore
      implements Check, Scrub, GarbageCollection, Compaction {

    private final List<String> done = new ArrayList<>();
    private String finding = "";
    private boolean broken;

    TendedDatastore() {
      super(new MemoryDatastore());
    }

    private void doing(String what) {
      if (broken) {
        throw new DatastoreException("test error");
      }
      done.add(what);
    }

    @Override
    public List<String> check() {
      doing("check");
      return finding.isEmpty() ? List.of() : List.of(finding);
    }

    @Override
    public List<String> scrub() {
      doing("scrub");
      return finding.isEmpty() ? List.of() : List.of(finding);
    }

    @Override
    public void collectGarbage() {
      doing("gc");
    }

    @Override
    public void compact(KeyRange range) {
      doing("compact " + range);
    }
  }
}
