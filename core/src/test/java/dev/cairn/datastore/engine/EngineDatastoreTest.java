package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * It is long since it tries every promise of a datastore on one engine that can be made to fail.
 */
class EngineDatastoreTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<TestDatastore> opened = new ArrayList<>();

  private static final class TestDatastore extends EngineDatastore {
    TestDatastore(StoreDirectory directory, StorageEngine engine) {
      super(directory, engine);
    }
  }

  private TestDatastore open(StorageEngine engine) {
    TestDatastore store = new TestDatastore(StoreDirectory.claim("Test", directory), engine);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close_what_was_opened() {
    threads.shutdownNow();
    opened.forEach(TestDatastore::close);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  private static List<Key> keys(Results results) {
    return results.toList().stream().map(Entry::key).toList();
  }

  @Test
  void it_is_a_datastore_of_what_the_engine_holds() {
    TestEngine engine = new TestEngine();
    TestDatastore store = open(engine);
    store.put(A, bytes(1, 2));
    store.put(B, bytes());

    assertThat(store.get(A)).contains(bytes(1, 2));
    assertThat(store.size(B)).hasValue(0);
    assertThat(store.has(B)).isTrue();
    assertThat(store.get(Key.ROOT)).isEmpty();
    assertThat(store.size(Key.ROOT)).isEmpty();
    assertThat(store.has(Key.ROOT)).isFalse();
    assertThat(keys(store.query(Query.all().orderedBy(Order.KEY_DESCENDING))))
        .containsExactly(B, A);
    assertThat(keys(store.query(Query.all().to(A).from(B)))).isEmpty();
    store.delete(A);
    store.sync(A);
    assertThat(engine.now()).containsOnlyKeys(B);
    assertThat(engine.syncs).hasValue(1);
    assertThat(engine.openCursors).hasValue(0);
    assertThat(store.toString())
        .startsWith("the Test store at ")
        .endsWith(directory.getFileName().toString());
  }

  @Test
  void many_values_come_in_the_order_asked_for_each_once() {
    TestDatastore store = open(new TestEngine());
    List<Key> wanted = new ArrayList<>();
    for (int i = 999; i >= 0; i--) {
      Key key = Key.of("/" + i);
      wanted.add(key);
      if (i % 3 != 0) {
        store.put(key, bytes(i));
      }
    }
    wanted.add(Key.of("/1"));

    assertThat(store.getAll(wanted).keySet())
        .containsExactlyElementsOf(
            wanted.subList(0, 1000).stream()
                .filter(key -> Integer.parseInt(key.name()) % 3 != 0)
                .toList());
    assertThat(store.getAll(List.of())).isEmpty();
  }

  @Test
  void a_batch_is_handed_to_the_engine_whole() {
    TestEngine engine = new TestEngine();
    TestDatastore store = open(engine);
    store.put(A, bytes(1));
    try (Batch batch = store.batch()) {
      batch.delete(A);
      batch.put(B, bytes(2));
      assertThat(batch.atomic()).isTrue();
      assertThat(engine.now()).containsOnlyKeys(A);

      batch.commit(Durability.SYNCED);
    }

    assertThat(engine.now()).containsOnlyKeys(B);
    assertThat(engine.syncs).hasValue(1);
  }

  @Test
  void a_failure_says_what_was_attempted_on_what_and_what_to_do() {
    TestEngine engine = new TestEngine.Able();
    TestDatastore store = open(engine);
    Batch batch = store.batch();
    batch.put(A, bytes());
    Snapshots snapshots = Datastores.require(store, Snapshots.class);
    RangeDelete deletion = Datastores.require(store, RangeDelete.class);
    Results listing = store.query(Query.all());
    engine.failure = new IOException("No space left on device");

    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("cannot get /a in the Test store", () -> store.get(A));
    calls.put("cannot get 2 keys in the Test store", () -> store.getAll(List.of(A, B)));
    calls.put("cannot look up /a in", () -> store.has(A));
    calls.put("cannot look up /b in", () -> store.size(B));
    calls.put("cannot put /a in", () -> store.put(A, bytes()));
    calls.put("cannot delete /a in", () -> store.delete(A));
    calls.put("cannot list [/, /x) in", () -> store.query(Query.all().to(Key.of("/x"))));
    calls.put("cannot list [/, ", listing::hasNext);
    calls.put("cannot sync in", () -> store.sync(A));
    calls.put("cannot commit a batch in", batch::commit);
    calls.put("cannot take a snapshot in", snapshots::snapshot);
    calls.put("cannot delete [/a/, /a0) in", () -> deletion.deleteRange(KeyRange.below(A)));
    FailingCalls.assertTell(calls, directory, engine.failure);

    engine.failure = null;
    assertThat(store.has(A)).as("nothing was written").isFalse();
  }

  @Test
  void an_exception_of_ours_is_passed_on_as_it_is() {
    TestEngine engine = new TestEngine();
    TestDatastore store = open(engine);
    DatastoreException ours = new DatastoreException("told already");
    engine.failure = ours;

    assertThatThrownBy(() -> store.get(A)).isSameAs(ours);
    engine.failure = null;
  }

  @Test
  void a_listing_that_fails_on_its_way_is_never_taken_for_complete() {
    TestEngine engine = new TestEngine();
    TestDatastore store = open(engine);
    store.put(A, bytes());
    store.put(B, bytes());
    try (Results results = store.query(Query.all())) {
      results.next();
      engine.failureOfCursors = new IOException("checksum mismatch");
      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreException.class);
      engine.failureOfCursors = null;
      assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreException.class);
    }
    assertThat(engine.openCursors).hasValue(0);
  }

  @Test
  void one_that_is_open_for_reading_refuses_every_write() throws Exception {
    Files.createFile(directory.resolve("CURRENT"));
    TestEngine engine = new TestEngine.Able();
    engine.put(A.toBytes(), bytes(1));
    try (TestDatastore store =
        new TestDatastore(StoreDirectory.claimForReading("Test", directory), engine)) {
      for (ThrowingCallable write :
          List.<ThrowingCallable>of(
              () -> store.put(A, bytes()), () -> store.delete(A), store::batch)) {
        assertThatThrownBy(write)
            .isInstanceOf(ReadOnlyDatastoreException.class)
            .hasMessageContainingAll("open for reading only", "open it for writing");
      }
      assertThat(store.get(A)).contains(bytes(1));
      store.sync(A);
      assertThat(engine.syncs).hasValue(0);
      assertThat(store.capability(Batching.class)).isEmpty();
      assertThat(store.capability(RangeDelete.class)).isEmpty();
      assertThat(store.capability(Snapshots.class)).isPresent();
      assertThat(store.capability(DiskUsage.class)).isPresent();
    }
  }

  @Test
  void what_core_does_not_know_is_guarded_like_all_else() {
    TestDatastore store = open(new TestEngine());

    assertThat(store.<Integer>onEngine("count", () -> 7)).isEqualTo(7);
    assertThatThrownBy(
            () ->
                store.onEngine(
                    "count",
                    () -> {
                      throw new IOException("a failure");
                    }))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContainingAll("cannot count in " + store, "a failure");
    store.close();
    assertThatThrownBy(() -> store.onEngine("count", () -> 7))
        .isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void it_can_do_what_its_engine_can() {
    TestDatastore plain = open(new TestEngine());
    assertThat(plain.capability(Batching.class)).containsSame(plain);
    assertThat(plain.capability(DiskUsage.class)).containsSame(plain);
    assertThat(plain.capability(Snapshots.class)).isEmpty();
    assertThat(plain.capability(RangeDelete.class)).isEmpty();
    plain.close();

    TestDatastore able = open(new TestEngine.Able());
    assertThat(able.capability(Snapshots.class)).isPresent();
    assertThat(able.capability(RangeDelete.class)).isPresent();
    assertThat(able.capability(Expiring.class)).isEmpty();
  }

  @Test
  void a_range_is_deleted_by_the_engine() {
    TestDatastore store = open(new TestEngine.Able());
    store.put(A, bytes());
    store.put(Key.of("/a/b"), bytes());
    RangeDelete deletion = Datastores.require(store, RangeDelete.class);

    deletion.deleteRange(KeyRange.below(A));
    deletion.deleteRange(KeyRange.ALL.from(B).before(A));

    assertThat(keys(store.query(Query.all()))).containsExactly(A);
  }

  @Test
  void a_snapshot_shows_the_moment_in_which_it_was_taken() {
    TestEngine engine = new TestEngine.Able();
    TestDatastore store = open(engine);
    store.put(A, bytes(1));
    try (Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot()) {
      store.put(A, bytes(2, 2));
      store.put(B, bytes());

      assertThat(snapshot.get(A)).contains(bytes(1));
      assertThat(snapshot.size(A)).hasValue(1);
      assertThat(snapshot.has(B)).isFalse();
      assertThat(snapshot.getAll(List.of(B, A))).containsOnlyKeys(A);
      assertThat(keys(snapshot.query(Query.all()))).containsExactly(A);
      assertThatThrownBy(() -> snapshot.put(A, bytes()))
          .isInstanceOf(ReadOnlyDatastoreException.class)
          .hasMessageContainingAll("put /a", "a snapshot of the Test store");
      assertThatThrownBy(() -> snapshot.delete(A)).isInstanceOf(ReadOnlyDatastoreException.class);
      assertThat(engine.openSnapshots).hasValue(1);
    }
    assertThat(engine.openSnapshots).hasValue(0);
  }

  @Test
  void a_snapshot_and_its_listings_are_closed_before_their_engine() {
    TestEngine engine = new TestEngine.Able();
    TestDatastore store = open(engine);
    store.put(A, bytes(1));
    Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot();
    Results results = snapshot.query(Query.all());

    store.close();

    assertThat(engine.closed).isTrue();
    assertThat(engine.openSnapshots).hasValue(0);
    assertThat(engine.openCursors).hasValue(0);
    for (ThrowingCallable late :
        List.<ThrowingCallable>of(
            () -> snapshot.get(A),
            () -> snapshot.getAll(List.of()),
            () -> snapshot.put(A, bytes()),
            results::hasNext)) {
      assertThatThrownBy(late).isInstanceOf(DatastoreClosedException.class);
    }
    snapshot.close();
    results.close();
  }

  @Test
  void a_snapshot_whose_closing_fails_keeps_nothing_else_open() {
    TestEngine engine = new TestEngine.Able();
    TestDatastore store = open(engine);
    Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot();
    engine.failure = new IOException("odd");

    assertThatThrownBy(snapshot::close)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("a snapshot of the Test store");
    engine.failure = null;
    store.close();
    assertThat(engine.closed).isTrue();
  }

  @Test
  void every_late_call_is_refused() {
    TestDatastore store = open(new TestEngine.Able());
    Snapshots snapshots = Datastores.require(store, Snapshots.class);
    RangeDelete deletion = Datastores.require(store, RangeDelete.class);
    Batch batch = store.batch();
    store.close();
    store.close();

    for (ThrowingCallable late :
        List.<ThrowingCallable>of(
            () -> store.get(A),
            () -> store.getAll(List.of(A)),
            () -> store.getAll(List.of()),
            () -> store.has(A),
            () -> store.size(A),
            () -> store.put(A, bytes()),
            () -> store.delete(A),
            () -> store.query(Query.all()),
            () -> store.sync(A),
            store::batch,
            batch::commit,
            store::diskUsage,
            snapshots::snapshot,
            () -> deletion.deleteRange(KeyRange.ALL))) {
      assertThatThrownBy(late).isInstanceOf(DatastoreClosedException.class);
    }
  }

  @Test
  void closing_gives_the_directory_back_also_when_the_engine_fails() {
    TestEngine engine = new TestEngine();
    TestDatastore store = open(engine);
    engine.failure = new IOException("odd");

    assertThatThrownBy(store::close).hasMessageContaining("odd");

    open(new TestEngine()).put(A, bytes());
  }

  @Test
  void calls_that_need_no_blocked_read_go_on_and_closing_waits_for_it() throws Exception {
    TestEngine engine = new TestEngine.Able();
    TestDatastore store = open(engine);
    store.put(A, bytes(1));
    TestEngine.Gate gate = new TestEngine.Gate(A);
    engine.gate = gate;
    Future<byte[]> blocked = threads.submit(() -> store.get(A).orElseThrow());
    gate.reached.await();

    store.put(B, bytes(2));
    assertThat(store.get(B)).contains(bytes(2));
    assertThat(store.size(A)).hasValue(1);
    assertThat(keys(store.query(Query.all()))).containsExactly(A, B);
    store.sync(Key.ROOT);
    try (Batch batch = store.batch()) {
      batch.put(Key.of("/c"), bytes());
      batch.commit();
    }
    Datastores.require(store, Snapshots.class).snapshot().close();
    assertThat(blocked.isDone()).isFalse();

    Future<?> closing = threads.submit(store::close);
    await().until(() -> isRefused(store));
    assertThat(engine.closed).isFalse();
    gate.open.countDown();
    assertThat(blocked.get()).isEqualTo(bytes(1));
    closing.get();
    assertThat(engine.closed).isTrue();
  }

  private static boolean isRefused(Datastore store) {
    try {
      store.has(B);
      return false;
    } catch (DatastoreClosedException e) {
      return true;
    }
  }

  @Test
  void no_race_of_snapshots_and_closings_touches_a_closed_engine() throws Exception {
    for (int round = 0; round < 150; round++) {
      TestEngine engine = new TestEngine.Able();
      TestDatastore store = open(engine);
      store.put(A, bytes(1));
      Snapshots snapshots = Datastores.require(store, Snapshots.class);
      CountDownLatch ready = new CountDownLatch(3);
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  while (true) {
                    try (Datastore snapshot = snapshots.snapshot()) {
                      assertThat(snapshot.get(A)).isPresent();
                      assertThat(snapshot.query(Query.all()).hasNext()).isTrue();
                    } catch (DatastoreClosedException e) {
                      return null;
                    }
                  }
                }));
      }
      ready.countDown();
      ready.await();
      store.close();
      for (Future<?> reader : readers) {
        reader.get();
      }
      assertThat(engine.openSnapshots).hasValue(0);
      assertThat(engine.openCursors).hasValue(0);
    }
  }

  @Test
  void it_tells_the_room_that_its_directory_takes() throws IOException {
    TestDatastore store = open(new TestEngine());
    Files.write(directory.resolve("table"), new byte[123]);

    assertThat(store.diskUsage()).isEqualTo(123);
  }
}
