package dev.cairn.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Stores that are mounted and unmounted while others are in use. */
class MountChangesTest {

  private static final Key FOO = Key.of("/foo");
  private static final Key X = Key.of("/foo/x");
  private static final byte[] OLD = "in the root".getBytes(UTF_8);
  private static final byte[] NEW = "in the mount".getBytes(UTF_8);

  private final RecordingDatastore root = new RecordingDatastore(new MemoryDatastore());
  private final RecordingDatastore foo = new RecordingDatastore(new MemoryDatastore());
  private final MountDatastore mounts = MountDatastore.of(List.of(Mount.at("/", root)));

  private static List<String> keys(Datastore store) {
    Query all = Query.all().keysOnly().orderedBy(Order.KEY);
    return store.query(all).toList().stream().map(entry -> entry.key().toString()).toList();
  }

  @Test
  void a_store_that_is_mounted_masks_what_lies_around_it_until_it_is_unmounted() {
    mounts.put(X, OLD);
    mounts.put(Key.of("/foo/hidden"), OLD);

    mounts.mount(new Mount(FOO, foo));

    assertThat(mounts.get(X)).isEmpty();
    assertThat(keys(mounts)).isEmpty();
    mounts.put(X, NEW);
    assertThat(foo.get(Key.of("/x"))).hasValue(NEW);
    assertThat(mounts.mounts()).containsExactly(new Mount(FOO, foo), Mount.at("/", root));

    assertThat(mounts.unmount(FOO)).isSameAs(foo);

    assertThat(mounts.get(X)).hasValue(OLD);
    assertThat(keys(mounts)).containsExactly("/foo/hidden", "/foo/x");
    assertThat(foo.get(Key.of("/x"))).hasValue(NEW);
  }

  @Test
  void a_store_that_is_mounted_is_closed_with_the_mount_and_one_that_was_unmounted_is_not() {
    mounts.mount(new Mount(FOO, foo));
    mounts.unmount(FOO);
    var other = new RecordingDatastore(new MemoryDatastore());
    mounts.mount(Mount.at("/other", other));

    mounts.close();

    assertThat(List.of(root.closings, other.closings, foo.closings)).containsExactly(1, 1, 0);
    assertThatThrownBy(() -> mounts.mount(new Mount(FOO, foo)))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> mounts.unmount(Key.of("/other")))
        .isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_mountpoint_taken_and_a_store_mounted_already_are_refused_and_change_nothing() {
    mounts.mount(new Mount(FOO, foo));

    assertThatThrownBy(() -> mounts.mount(new Mount(FOO, new MemoryDatastore())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two stores are mounted at /foo");
    assertThatThrownBy(() -> mounts.mount(Mount.at("/bar", foo)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/bar");
    assertThatThrownBy(() -> mounts.unmount(Key.of("/bar")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing is mounted at /bar");
    assertThat(mounts.mounts()).hasSize(2);
  }

  @Test
  void where_the_last_mount_is_taken_out_nothing_is_found_and_a_put_refused() {
    mounts.put(X, OLD);

    mounts.unmount(Key.ROOT);

    assertThat(mounts.get(X)).isEmpty();
    assertThatThrownBy(() -> mounts.put(X, NEW)).isInstanceOf(UnsupportedKeyException.class);
    assertThat(root.get(X)).hasValue(OLD);
  }

  @Test
  void a_listing_that_shows_an_unmounted_store_is_closed_and_another_goes_on() {
    mounts.mount(new Mount(FOO, foo));
    for (String key : List.of("/a", "/b", "/foo/x", "/foo/y")) {
      mounts.put(Key.of(key), NEW);
    }
    try (Results all = mounts.query(Query.all().orderedBy(Order.KEY));
        Results others = mounts.query(Query.all().to(FOO).orderedBy(Order.KEY))) {
      all.next();
      others.next();

      mounts.unmount(FOO);

      assertThat(foo.openResults).isZero();
      assertThatThrownBy(all::hasNext).isInstanceOf(DatastoreClosedException.class);
      assertThat(others.next().key()).isEqualTo(Key.of("/b"));
      assertThat(others.hasNext()).isFalse();
    }
    assertThat(root.openResults).isZero();
  }

  @Test
  void a_snapshot_that_shows_an_unmounted_store_is_closed() {
    MountDatastore able =
        MountDatastore.of(
            List.of(Mount.at("/", new MemoryDatastore()), new Mount(FOO, new MemoryDatastore())));
    able.put(X, NEW);
    Datastore snapshot = Datastores.require(able, Snapshots.class).snapshot();
    assertThat(snapshot.get(X)).hasValue(NEW);

    able.unmount(FOO);

    assertThatThrownBy(() -> snapshot.get(X)).isInstanceOf(DatastoreClosedException.class);
    assertThat(able.capability(Snapshots.class)).isPresent();
  }

  @Test
  void a_batch_whose_keys_have_another_store_by_now_is_refused_and_writes_nothing() {
    Batch written = mounts.batch();
    written.put(X, OLD);
    mounts.mount(new Mount(FOO, foo));
    assertThatThrownBy(written::commit)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("what is mounted at or below / was changed");

    Batch lost = mounts.batch();
    lost.put(X, NEW);
    mounts.unmount(FOO);
    assertThatThrownBy(lost::commit)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("what is mounted at or below /foo was changed");

    assertThat(keys(root)).isEmpty();
    assertThat(keys(foo)).isEmpty();
    assertThat(root.openBatches + foo.openBatches).isZero();
  }

  @Test
  void a_batch_on_other_stores_is_committed_whatever_is_mounted_meanwhile() {
    mounts.mount(new Mount(FOO, foo));
    try (Batch batch = mounts.batch()) {
      batch.put(X, NEW);

      mounts.mount(Mount.at("/bar", new MemoryDatastore()));
      mounts.unmount(Key.of("/bar"));
      batch.commit();
    }

    assertThat(mounts.get(X)).hasValue(NEW);
  }

  @Test
  void unmounting_waits_for_the_calls_in_progress() {
    mounts.mount(new Mount(FOO, foo));
    CountDownLatch inPut = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    foo.beforePut =
        () -> {
          inPut.countDown();
          awaitUninterrupted(goOn);
        };
    AtomicBoolean putHasReturned = new AtomicBoolean();
    AtomicBoolean inTime = new AtomicBoolean();
    Thread unmounting =
        new Thread(
            () -> {
              mounts.unmount(FOO);
              inTime.set(putHasReturned.get());
            });
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            mounts.put(X, NEW);
          });
      threads.start(
          () -> {
            inPut.await();
            unmounting.start();
            Awaitility.await().until(() -> unmounting.getState() == Thread.State.WAITING);
            assertThat(mounts.get(X)).as("the root is asked already").isEmpty();
            putHasReturned.set(true);
            goOn.countDown();
            unmounting.join();
          });
    }

    assertThat(inTime).isTrue();
    assertThat(foo.get(Key.of("/x"))).hasValue(NEW);
  }

  /** Does something that waits for its turn until a store was mounted at /foo. */
  private void behindTheMountingOfFoo(MountPoints points, Runnable late) throws Exception {
    Thread mounting = new Thread(() -> points.add(new Mount(FOO, foo)));
    Thread behind = new Thread(late);
    long turn = points.turns().beginAlone();
    try {
      for (Thread thread : List.of(mounting, behind)) {
        thread.start();
        Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
      }
    } finally {
      points.turns().end(turn);
    }
    mounting.join();
    behind.join();
  }

  private MountPoints rootAlone() {
    return new MountPoints(MountTable.of(List.of(new Mounted(Mount.at("/", root))), null));
  }

  @Test
  void a_put_that_began_before_a_store_was_mounted_over_its_key_goes_there() throws Exception {
    MountPoints points = rootAlone();

    behindTheMountingOfFoo(
        points,
        () ->
            points.write(
                X,
                "put",
                (store, inner) -> {
                  store.put(inner, NEW);
                  return inner;
                }));

    assertThat(foo.get(Key.of("/x"))).hasValue(NEW);
    assertThat(root.has(X)).isFalse();
  }

  @Test
  void a_batch_whose_commit_began_before_a_store_was_mounted_over_its_keys_is_refused()
      throws Exception {
    MountPoints points = rootAlone();
    Batch batch = new MountBatch(points, null);
    batch.put(X, NEW);
    List<Throwable> refusals = new ArrayList<>();

    behindTheMountingOfFoo(points, () -> refusals.add(catchThrowable(batch::commit)));

    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0)).hasMessageContaining("what is mounted at or below / was changed");
    assertThat(root.has(X)).isFalse();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    Awaitility.await().until(() -> latch.getCount() == 0);
  }

  @Test
  void calls_on_other_stores_never_notice_that_one_comes_and_goes() {
    int changes = 200;
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    try (Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 0; i < changes; i++) {
              mounts.mount(new Mount(FOO, foo));
              assertThat(mounts.unmount(FOO)).isSameAs(foo);
            }
            over.set(true);
          });
      threads.start(
          () -> {
            while (!over.get()) {
              Key key = Key.of("/bar/" + written.getAndIncrement());
              mounts.put(key, NEW);
              assertThat(mounts.get(key)).hasValue(NEW);
              mounts.has(X);
            }
          });
      threads.start(
          () -> {
            while (!over.get()) {
              assertThat(mounts.getAll(List.of(Key.of("/bar/0"), X)).size()).isLessThanOrEqualTo(1);
            }
          });
    }

    assertThat(keys(root)).hasSize(written.get());
  }
}
