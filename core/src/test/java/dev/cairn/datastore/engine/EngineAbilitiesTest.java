package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** It is long since it tries every ability. */
class EngineAbilitiesTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");
  private static final Key C = Key.of("/c");

  private static final List<Class<?>> THAT_WRITE =
      List.of(
          ConditionalWrites.class,
          Transactions.class,
          RangeDelete.class,
          Compaction.class,
          BulkLoad.class);
  private static final List<Class<?>> THAT_READ =
      List.of(Snapshots.class, View.class, Checkpoint.class, Check.class);

  @TempDir private Path directory;
  private final TestEngine.Able engine = new TestEngine.Able();
  private TestDatastore store;

  private static final class TestDatastore extends EngineDatastore {
    TestDatastore(StoreDirectory directory, StorageEngine engine) {
      super(directory, engine);
    }
  }

  @BeforeEach
  void open() {
    store = new TestDatastore(StoreDirectory.claim("Test", directory), engine);
    store.put(A, bytes(1));
  }

  @AfterEach
  void close() {
    engine.failure = null;
    store.close();
    assertThat(engine.openSnapshots).hasValue(0);
    assertThat(engine.openCursors).hasValue(0);
    assertThat(engine.openLoads).hasValue(0);
    assertThat(engine.openShows).hasValue(0);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private <T> T able(Class<T> ability) {
    return Datastores.require(store, ability);
  }

  private static List<Key> keys(Results results) {
    return results.toList().stream().map(Entry::key).toList();
  }

  @Test
  void an_engine_without_abilities_has_conditional_writes_alone() {
    store.close();
    store = new TestDatastore(StoreDirectory.claim("Test", directory), new TestEngine());

    assertThat(THAT_WRITE)
        .filteredOn(ability -> store.capability(ability).isPresent())
        .containsExactly(ConditionalWrites.class);
    assertThat(THAT_READ).noneMatch(ability -> store.capability(ability).isPresent());
  }

  @Test
  void one_that_is_open_for_reading_offers_nothing_that_writes() throws IOException {
    store.close();
    Files.createFile(directory.resolve("CURRENT"));
    store =
        new TestDatastore(StoreDirectory.claimForReading("Test", directory), new TestEngine.Able());

    assertThat(THAT_WRITE).noneMatch(ability -> store.capability(ability).isPresent());
    assertThat(THAT_READ).allMatch(ability -> store.capability(ability).isPresent());
  }

  @Test
  void a_failure_says_what_was_attempted_on_what_and_what_to_do() {
    Transaction transaction = able(Transactions.class).begin();
    transaction.put(B, bytes(2));
    Loader loader = able(BulkLoad.class).bulkLoad();
    loader.add(B, bytes(2));
    Path copy = directory.resolve("deep/copy");
    engine.failure = new IOException("No space left on device");
    Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
    calls.put("cannot put /b in", () -> able(ConditionalWrites.class).putIfAbsent(B, bytes()));
    calls.put("cannot put /a in", () -> able(ConditionalWrites.class).replace(A, bytes(), bytes()));
    calls.put("cannot begin a transaction in", () -> able(Transactions.class).begin());
    calls.put("cannot commit in a transaction on", transaction::commit);
    calls.put(
        "cannot compact [/a/, /a0) in", () -> able(Compaction.class).compact(KeyRange.below(A)));
    calls.put("cannot begin a bulk load in", () -> able(BulkLoad.class).bulkLoad());
    calls.put("cannot load /c in", () -> loader.add(C, bytes()));
    calls.put("cannot commit a bulk load in", loader::commit);
    calls.put("cannot get /a in", () -> able(View.class).view(A, ByteBuffer::remaining));
    calls.put("cannot make the checkpoint " + copy, () -> able(Checkpoint.class).checkpoint(copy));

    FailingCalls.assertTell(calls, directory, engine.failure);

    engine.failure = null;
    assertThat(engine.now()).as("nothing was written").containsOnlyKeys(A);
    assertThat(copy).as("nothing is left").doesNotExist();
    loader.close();
  }

  @Test
  void every_late_call_is_refused() {
    Transaction transaction = able(Transactions.class).begin();
    Results listing = transaction.query(Query.all());
    Loader loader = able(BulkLoad.class).bulkLoad();
    Map<Class<?>, Object> abilities = new LinkedHashMap<>();
    THAT_WRITE.forEach(ability -> abilities.put(ability, able(ability)));
    THAT_READ.forEach(ability -> abilities.put(ability, able(ability)));
    store.close();

    for (ThrowingCallable late :
        List.<ThrowingCallable>of(
            () -> transaction.get(A),
            () -> transaction.has(A),
            () -> transaction.put(A, bytes()),
            () -> transaction.delete(A),
            () -> transaction.query(Query.all()),
            transaction::commit,
            listing::hasNext,
            () -> loader.add(B, bytes()),
            loader::commit,
            () ->
                ((ConditionalWrites) abilities.get(ConditionalWrites.class))
                    .putIfAbsent(B, bytes()),
            () -> ((Transactions) abilities.get(Transactions.class)).begin(),
            () -> ((Compaction) abilities.get(Compaction.class)).compact(KeyRange.ALL),
            () -> ((BulkLoad) abilities.get(BulkLoad.class)).bulkLoad(),
            () -> ((View) abilities.get(View.class)).view(A, ByteBuffer::remaining),
            () -> ((Checkpoint) abilities.get(Checkpoint.class)).checkpoint(directory.resolve("c")),
            () -> ((Check) abilities.get(Check.class)).check())) {
      assertThatThrownBy(late).isInstanceOf(DatastoreClosedException.class);
    }
    transaction.close();
    loader.close();
  }

  @Test
  void a_conditional_write_looks_before_it_writes() {
    ConditionalWrites writes = able(ConditionalWrites.class);

    assertThat(writes.putIfAbsent(A, bytes(9))).isFalse();
    assertThat(writes.putIfAbsent(B, bytes(2))).isTrue();
    assertThat(writes.replace(A, bytes(9), bytes(8))).isFalse();
    assertThat(writes.replace(A, bytes(1), bytes(8))).isTrue();
    assertThat(writes.replace(C, bytes(), bytes(8))).isFalse();

    assertThat(store.get(A)).contains(bytes(8));
    assertThat(store.get(B)).contains(bytes(2));
    assertThat(store.has(C)).isFalse();
  }

  @Test
  void a_view_ends_with_its_reader() {
    View view = able(View.class);
    store.put(A, bytes(4, 5));

    assertThat(view.view(A, buffer -> List.of(buffer.get(), buffer.get(), engine.openShows.get())))
        .contains(List.of((byte) 4, (byte) 5, 1));
    assertThat(view.view(B, ByteBuffer::remaining)).isEmpty();
    assertThatThrownBy(
            () ->
                view.view(
                    A,
                    buffer -> {
                      throw new UnsupportedOperationException("thrown by a reader");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void what_the_engine_does_is_passed_on() {
    able(Compaction.class).compact(KeyRange.below(A));
    able(Compaction.class).compact(KeyRange.ALL.from(B).before(A));
    assertThat(engine.compacted).hasSize(1);

    assertThat(able(Check.class).check()).containsExactly("one entry is damaged");

    Path copy = directory.resolve("deep/copy");
    able(Checkpoint.class).checkpoint(copy);
    assertThat(copy).isDirectoryContaining("glob:**/half");
    assertThatThrownBy(() -> able(Checkpoint.class).checkpoint(copy))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContainingAll(copy.toString(), "it exists", "another name");
  }

  @Test
  void a_bulk_load_takes_keys_in_their_order() {
    try (Loader loader = able(BulkLoad.class).bulkLoad()) {
      loader.add(B, bytes(2));
      assertThatThrownBy(() -> loader.add(A, bytes()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("/a cannot follow /b", "sort them first");
      loader.add(C, bytes(3));
      loader.commit();
      assertThatThrownBy(() -> loader.add(Key.of("/d"), bytes()))
          .isInstanceOf(IllegalStateException.class);
    }

    assertThat(engine.now()).containsOnlyKeys(A, B, C);
  }

  @Test
  void a_transaction_sees_its_own_writes_among_what_was_there_both_ways() {
    store.put(B, bytes(2));
    store.put(C, bytes(3));
    Transaction transaction = able(Transactions.class).begin();
    transaction.delete(B);
    transaction.put(C, bytes(33));
    transaction.put(Key.of("/bb"), bytes(4));
    transaction.put(Key.of("/d"), bytes(5));
    store.put(Key.of("/aa"), bytes(6));

    Query all = Query.all();
    assertThat(keys(transaction.query(all))).containsExactly(A, Key.of("/bb"), C, Key.of("/d"));
    assertThat(keys(transaction.query(all.orderedBy(Order.KEY_DESCENDING))))
        .containsExactly(Key.of("/d"), C, Key.of("/bb"), A);
    assertThat(transaction.query(Query.all().from(C)).next().value()).isEqualTo(bytes(33));
    assertThat(transaction.get(C)).contains(bytes(33));
    assertThat(transaction.has(B)).isFalse();
    assertThat(transaction.get(B)).isEmpty();
    transaction.close();
    assertThat(engine.now()).doesNotContainKey(Key.of("/bb"));
  }

  @Test
  void every_way_to_write_is_a_conflict_for_whoever_has_read() {
    Map<String, Runnable> writes = new LinkedHashMap<>();
    writes.put("put", () -> store.put(B, bytes(1)));
    writes.put(
        "batch",
        () -> {
          var batch = store.batch();
          batch.put(B, bytes(2));
          batch.commit();
        });
    writes.put("delete", () -> store.delete(B));
    writes.put("put if absent", () -> able(ConditionalWrites.class).putIfAbsent(B, bytes(3)));
    writes.put("replace", () -> able(ConditionalWrites.class).replace(B, bytes(3), bytes(4)));
    writes.put(
        "transaction",
        () -> {
          Transaction other = able(Transactions.class).begin();
          other.put(B, bytes(5));
          other.commit();
        });
    writes.put("bulk load", () -> load(B));
    writes.put("range", () -> able(RangeDelete.class).deleteRange(KeyRange.ALL.from(B)));
    Map<String, Consumer<Transaction>> reads = new LinkedHashMap<>();
    reads.put("get", transaction -> transaction.get(B));
    reads.put("has", transaction -> transaction.has(B));
    reads.put("query", transaction -> transaction.query(Query.all().from(B)).toList());
    reads.put("write", transaction -> transaction.put(B, bytes(7)));

    reads.forEach(
        (read, reading) -> {
          writes.forEach(
              (write, writing) -> {
                Transaction transaction = able(Transactions.class).begin();
                reading.accept(transaction);
                transaction.put(C, bytes(0));
                writing.run();
                assertThatThrownBy(transaction::commit)
                    .as("%s after %s", write, read)
                    .isInstanceOf(TransactionConflictException.class);
              });
        });
  }

  private void load(Key key) {
    try (Loader loader = able(BulkLoad.class).bulkLoad()) {
      loader.add(key, bytes(6));
      loader.commit();
    }
  }

  @Test
  void a_listing_depends_on_no_more_than_it_has_run_through() {
    store.put(B, bytes(2));
    Transaction transaction = able(Transactions.class).begin();
    Results listing = transaction.query(Query.all());
    assertThat(listing.next().key()).isEqualTo(A);
    store.put(C, bytes(3));
    transaction.put(Key.of("/d"), bytes(4));

    transaction.commit();

    assertThat(engine.now()).containsKeys(C, Key.of("/d"));
  }

  @Test
  void a_transaction_keeps_what_it_began_with_while_others_come_and_go() {
    Transactions transactions = able(Transactions.class);
    Transaction old = transactions.begin();
    old.get(A);
    for (int i = 0; i < 3_000; i++) {
      Transaction young = transactions.begin();
      young.put(Key.of("/other/" + i), bytes(i));
      young.commit();
    }
    old.put(B, bytes(2));
    old.commit();

    Transaction late = transactions.begin();
    late.get(A);
    store.put(A, bytes(3));
    late.put(B, bytes(4));
    assertThatThrownBy(late::commit).isInstanceOf(TransactionConflictException.class);
    assertThat(store.get(B)).contains(bytes(2));
  }
}
