package dev.cairn.datastore.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the store in memory can do beyond every store. */
class MemoryDatastoreTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  private final MemoryDatastore store = new MemoryDatastore();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private List<String> listed() {
    return store.query(Query.all()).toList().stream().map(e -> e.key().toString()).toList();
  }

  @Test
  void it_says_what_it_can_do() {
    for (Class<?> ability :
        List.of(
            Batching.class,
            Snapshots.class,
            Transactions.class,
            ConditionalWrites.class,
            RangeDelete.class,
            BulkLoad.class,
            View.class)) {
      assertThat(store.capability(ability)).as(ability.getSimpleName()).isPresent();
    }
    for (Class<?> ability : List.of(DiskUsage.class, Expiring.class, Check.class)) {
      assertThat(store.capability(ability)).as(ability.getSimpleName()).isEmpty();
    }
  }

  @Test
  void a_key_is_set_only_where_it_is_absent() {
    byte[] given = bytes("first");

    assertThat(store.putIfAbsent(A, given)).isTrue();
    given[0] = '!';
    assertThat(store.putIfAbsent(A, bytes("second"))).isFalse();

    assertThat(store.get(A)).contains(bytes("first"));
    store.put(B, new byte[0]);
    assertThat(store.putIfAbsent(B, bytes("x"))).as("an empty value is a value").isFalse();
    store.delete(A);
    assertThat(store.putIfAbsent(A, bytes("third"))).isTrue();
  }

  @Test
  void a_value_is_replaced_only_where_it_is_as_expected() {
    assertThat(store.replace(A, new byte[0], bytes("x"))).isFalse();
    assertThat(store.has(A)).isFalse();
    store.put(A, bytes("one"));

    assertThat(store.replace(A, bytes("two"), bytes("x"))).isFalse();
    assertThat(store.get(A)).contains(bytes("one"));
    byte[] given = bytes("two");
    assertThat(store.replace(A, bytes("one"), given)).isTrue();
    given[0] = '!';
    assertThat(store.get(A)).contains(bytes("two"));
    assertThat(store.replace(A, bytes("two"), bytes("two"))).as("by the same").isTrue();
  }

  @Test
  void of_many_who_set_an_absent_key_one_does() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    for (int round = 0; round < 100; round++) {
      Key key = Key.of("/round/" + round);
      AtomicInteger winners = new AtomicInteger();
      CountDownLatch ready = new CountDownLatch(4);
      List<Future<Object>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte own = (byte) i;
        all.add(
            threads.submit(
                () -> {
                  ready.countDown();
                  ready.await();
                  if (store.putIfAbsent(key, new byte[] {own})) {
                    winners.addAndGet(1 + own);
                  }
                  return own;
                }));
      }
      for (Future<Object> each : all) {
        each.get();
      }
      assertThat(store.get(key)).contains(new byte[] {(byte) (winners.get() - 1)});
    }
    threads.shutdownNow();
  }

  @Test
  void a_range_is_deleted_in_one_step() {
    for (String key : List.of("/", "/a", "/a/b", "/a/c", "/ab", "/b")) {
      store.put(Key.of(key), new byte[0]);
    }
    try (Results before = store.query(Query.all())) {
      store.deleteRange(KeyRange.below(A));

      assertThat(before.toList()).hasSize(6);
    }
    assertThat(listed()).containsExactly("/", "/a", "/ab", "/b");
    store.deleteRange(KeyRange.startingWith(bytes("/a")));
    assertThat(listed()).containsExactly("/", "/b");
    store.deleteRange(KeyRange.below(A));
    store.deleteRange(KeyRange.ALL.from(B).before(A));
    assertThat(listed()).containsExactly("/", "/b");
    store.deleteRange(KeyRange.ALL);
    assertThat(listed()).isEmpty();
  }

  @Test
  void a_value_is_shown_where_it_lies_and_cannot_be_written() {
    store.put(A, bytes("value"));

    assertThat(store.view(A, buffer -> UTF_8.decode(buffer).toString())).contains("value");
    assertThat(store.view(A, ByteBuffer::remaining)).contains(5);
    assertThat(store.view(B, ByteBuffer::remaining)).isEmpty();
    assertThatThrownBy(() -> store.view(A, buffer -> buffer.put(0, (byte) 1)))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(store.get(A)).contains(bytes("value"));
  }

  @Test
  void a_load_shows_at_its_commit_over_what_was_there() {
    store.put(Key.of("/k/1"), bytes("old"));
    store.put(Key.of("/k/15"), bytes("stays"));
    store.put(Key.of("/z"), bytes("stays"));
    try (BulkLoad.Loader load = store.bulkLoad()) {
      byte[] given = bytes("new");
      load.add(Key.of("/k/1"), given);
      given[0] = '!';
      load.add(Key.of("/k/2"), bytes("new"));
      assertThat(store.has(Key.of("/k/2"))).isFalse();

      load.commit();

      assertThatThrownBy(load::commit).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> load.add(A, new byte[0])).isInstanceOf(IllegalStateException.class);
    }
    assertThat(listed()).containsExactly("/k/1", "/k/15", "/k/2", "/z");
    assertThat(store.get(Key.of("/k/1"))).contains(bytes("new"));
    assertThat(store.get(Key.of("/k/15"))).contains(bytes("stays"));
  }

  @Test
  void a_load_that_is_not_committed_leaves_nothing() {
    try (BulkLoad.Loader load = store.bulkLoad()) {
      load.add(A, new byte[0]);
    }
    try (BulkLoad.Loader empty = store.bulkLoad()) {
      empty.commit();
    }

    assertThat(listed()).isEmpty();
  }

  @Test
  void a_load_refuses_keys_out_of_order_and_twice_and_goes_on() {
    try (BulkLoad.Loader load = store.bulkLoad()) {
      load.add(B, new byte[0]);
      assertThatThrownBy(() -> load.add(A, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("/a cannot follow /b", "sort them");
      assertThatThrownBy(() -> load.add(B, new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
      load.add(Key.of("/c"), new byte[0]);
      load.commit();
    }

    assertThat(listed()).containsExactly("/b", "/c");
  }

  @Test
  void every_ability_is_refused_once_the_store_is_closed() {
    BulkLoad.Loader load = store.bulkLoad();
    load.add(A, new byte[0]);
    store.close();

    List<ThrowingCallable> late =
        List.of(
            () -> store.putIfAbsent(A, new byte[0]),
            () -> store.replace(A, new byte[0], new byte[0]),
            () -> store.deleteRange(KeyRange.ALL),
            () -> store.view(A, ByteBuffer::remaining),
            store::snapshot,
            store::begin,
            store::bulkLoad,
            load::commit,
            () -> load.add(B, new byte[0]),
            () -> store.getAll(List.of()));
    for (ThrowingCallable call : late) {
      assertThatThrownBy(call).isInstanceOf(DatastoreClosedException.class);
    }
    load.close();
  }

  @Test
  void no_read_takes_a_closed_store_for_an_empty_one() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    for (int round = 0; round < 300; round++) {
      MemoryDatastore raced = new MemoryDatastore();
      raced.put(A, bytes("value"));
      CountDownLatch ready = new CountDownLatch(3);
      Future<?> reader =
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                while (true) {
                  try {
                    assertThat(raced.has(A)).isTrue();
                    assertThat(raced.query(Query.all()).hasNext()).isTrue();
                  } catch (DatastoreClosedException e) {
                    return null;
                  }
                }
              });
      Future<?> snapshots =
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                while (true) {
                  try (Datastore snapshot = raced.snapshot()) {
                    assertThat(snapshot.has(A)).isTrue();
                  } catch (DatastoreClosedException e) {
                    return null;
                  }
                }
              });
      ready.countDown();
      ready.await();
      raced.close();
      reader.get();
      snapshots.get();
    }
    threads.shutdownNow();
  }

  @Test
  void what_it_holds_is_let_go_of_when_it_is_closed() {
    store.put(A, bytes("value"));
    Results results = store.query(Query.all());
    assertThat(results.next()).extracting(Entry::key).isEqualTo(A);
    store.close();

    assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> store.get(A)).isInstanceOf(DatastoreClosedException.class);
  }
}
