package dev.cairn.datastore.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTransactionTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");
  private static final Key C = Key.of("/c");
  private static final Key OWN = Key.of("/own");

  private final MemoryDatastore store = new MemoryDatastore();

  @BeforeEach
  void fill() {
    store.put(A, new byte[] {1});
    store.put(C, new byte[] {3});
  }

  private static List<Key> keys(Results results) {
    return results.toList().stream().map(Entry::key).toList();
  }

  @Test
  void its_writes_show_to_itself_at_once_and_to_others_at_its_commit() {
    try (Transaction transaction = store.begin()) {
      byte[] given = {2};
      transaction.put(B, given);
      given[0] = 7;
      transaction.delete(A);

      assertThat(transaction.get(B)).contains(new byte[] {2});
      assertThat(transaction.has(A)).isFalse();
      assertThat(keys(transaction.query(Query.all()))).containsExactly(B, C);
      assertThat(store.has(A)).isTrue();
      assertThat(store.has(B)).isFalse();

      transaction.commit();
    }
    assertThat(keys(store.query(Query.all()))).containsExactly(B, C);
    assertThat(store.get(B)).contains(new byte[] {2});
  }

  @Test
  void it_sees_the_store_as_it_was_when_it_began() {
    try (Transaction transaction = store.begin()) {
      store.put(A, new byte[] {9});
      store.put(B, new byte[0]);

      assertThat(transaction.get(A)).contains(new byte[] {1});
      assertThat(transaction.has(B)).isFalse();
      assertThat(keys(transaction.query(Query.all()))).containsExactly(A, C);
    }
  }

  @Test
  void a_listing_shows_what_was_written_before_it_was_asked() {
    try (Transaction transaction = store.begin()) {
      Results early = transaction.query(Query.all());
      transaction.put(B, new byte[0]);

      assertThat(keys(early)).containsExactly(A, C);
      assertThat(keys(transaction.query(Query.all().orderedBy(Order.VALUE))))
          .containsExactly(B, A, C);
    }
  }

  @Test
  void the_last_write_of_a_key_wins() {
    try (Transaction transaction = store.begin()) {
      transaction.put(A, new byte[] {5});
      transaction.delete(A);
      transaction.delete(B);
      transaction.put(B, new byte[] {6});
      store.put(OWN, new byte[0]); // so that the writes are applied to another tree
      transaction.commit();
    }

    assertThat(keys(store.query(Query.all()))).containsExactly(B, C, OWN);
    assertThat(store.get(B)).contains(new byte[] {6});
  }

  @Test
  void closed_without_a_commit_it_leaves_nothing() {
    try (Transaction transaction = store.begin()) {
      transaction.put(B, new byte[0]);
      transaction.delete(A);
    }

    assertThat(keys(store.query(Query.all()))).containsExactly(A, C);
  }

  /** Commits a transaction that does {@code first}, with {@code meanwhile} done by another. */
  private void run(Consumer<Transaction> first, Runnable meanwhile) {
    try (Transaction transaction = store.begin()) {
      first.accept(transaction);
      meanwhile.run();
      transaction.put(OWN, new byte[0]);
      transaction.commit();
    }
  }

  private void assertConflict(Consumer<Transaction> first, Runnable meanwhile, String where) {
    assertThatThrownBy(() -> run(first, meanwhile))
        .isInstanceOf(TransactionConflictException.class)
        .hasMessageContainingAll(where, "nothing was written", "try again")
        .satisfies(e -> assertThat(((TransactionConflictException) e).retryable()).isTrue());
    assertThat(store.has(OWN)).isFalse();
  }

  @Test
  void what_it_has_read_must_not_have_changed() {
    assertConflict(tx -> tx.get(A), () -> store.put(A, new byte[] {9}), "/a");
    assertConflict(tx -> tx.has(A), () -> store.delete(A), "/a");
    assertConflict(tx -> tx.has(B), () -> store.put(B, new byte[0]), "/b");
    assertConflict(tx -> tx.get(B), () -> store.put(B, store.get(B).orElseThrow()), "/b");
    assertConflict(tx -> tx.get(B), () -> store.deleteRange(KeyRange.ALL), "/b");
  }

  @Test
  void what_it_writes_must_not_have_changed() {
    assertConflict(tx -> tx.put(A, new byte[0]), () -> store.put(A, new byte[] {9}), "/a");
    assertConflict(tx -> tx.delete(A), () -> store.delete(A), "/a");
    assertConflict(tx -> tx.put(B, new byte[0]), () -> store.put(B, new byte[0]), "/b");
  }

  @Test
  void what_it_has_listed_must_not_have_changed_nor_grown() {
    Consumer<Transaction> all = tx -> keys(tx.query(Query.all()));
    assertConflict(all, () -> store.put(B, new byte[0]), "[");
    assertConflict(all, () -> store.delete(B), "[");
    assertConflict(all, () -> store.put(A, new byte[] {1}), "[");
    assertConflict(
        tx -> keys(tx.query(Query.below(Key.of("/x")))),
        () -> store.put(Key.of("/x/y"), new byte[0]),
        "a key in [/x/, /x0)");
    assertConflict(
        tx -> keys(tx.query(Query.all().filter(entry -> false))),
        () -> store.put(Key.of("/zz"), new byte[0]),
        "[");
  }

  @Test
  void nothing_else_matters() {
    store.put(Key.of("/z"), new byte[0]);
    run(
        tx -> {
          tx.get(A);
          keys(tx.query(Query.below(Key.of("/x"))));
        },
        () -> {
          store.put(B, new byte[0]);
          store.put(Key.of("/x"), new byte[0]);
          store.deleteRange(KeyRange.ALL.from(Key.of("/y")));
        });

    assertThat(keys(store.query(Query.all()))).containsExactly(A, B, C, OWN, Key.of("/x"));
  }

  @Test
  void a_listing_depends_on_no_more_than_it_has_run_through() {
    run(tx -> tx.query(Query.all()).close(), () -> store.put(B, new byte[0]));
    store.delete(OWN);
    run(tx -> keys(tx.query(Query.all().limit(1))), () -> store.put(Key.of("/a/1"), new byte[0]));
    store.delete(OWN);
    run(
        tx -> keys(tx.query(Query.all().orderedBy(Order.KEY_DESCENDING).limit(1))),
        () -> store.put(Key.of("/a/2"), new byte[0]));
    store.delete(OWN);

    assertConflict(
        tx -> keys(tx.query(Query.all().limit(1))),
        () -> store.put(Key.of("/0"), new byte[0]),
        "a key in [/, hex:6100)");
    assertConflict(
        tx -> keys(tx.query(Query.all().orderedBy(Order.KEY_DESCENDING).limit(1))),
        () -> store.put(Key.of("/d"), new byte[0]),
        "a key in [/c, ");
  }

  @Test
  void one_that_has_written_nothing_saw_one_moment_and_never_fails() {
    try (Transaction transaction = store.begin()) {
      transaction.get(A);
      store.put(A, new byte[] {9});
      transaction.commit();
    }
    assertThat(store.get(A)).contains(new byte[] {9});
  }

  @Test
  void of_two_that_met_the_first_to_commit_wins() {
    try (Transaction first = store.begin();
        Transaction second = store.begin()) {
      first.put(A, new byte[] {10});
      second.put(A, new byte[] {20});

      second.commit();

      assertThatThrownBy(first::commit).isInstanceOf(TransactionConflictException.class);
    }
    assertThat(store.get(A)).contains(new byte[] {20});
  }

  @Test
  void no_two_commit_of_which_each_read_what_the_other_wrote() {
    try (Transaction first = store.begin();
        Transaction second = store.begin()) {
      first.get(A);
      first.put(C, new byte[] {10});
      second.get(C);
      second.put(A, new byte[] {20});
      first.commit();

      assertThatThrownBy(second::commit)
          .as("snapshot isolation would let this write skew pass")
          .isInstanceOf(TransactionConflictException.class);
    }
  }

  @Test
  void it_blocks_no_one() {
    try (Transaction transaction = store.begin()) {
      transaction.put(A, new byte[0]);

      store.put(A, new byte[] {4});
      assertThat(store.get(A)).contains(new byte[] {4});
    }
  }

  @Test
  void after_its_commit_or_closing_all_but_closing_is_refused() {
    Transaction failed = store.begin();
    failed.put(A, new byte[0]);
    store.delete(A);
    assertThatThrownBy(failed::commit).isInstanceOf(TransactionConflictException.class);
    Transaction committed = store.begin();
    Results results = committed.query(Query.all());
    results.next();
    committed.commit();
    Transaction closed = store.begin();
    closed.close();

    for (Transaction late : List.of(failed, committed, closed)) {
      for (ThrowingCallable call : calls(late)) {
        assertThatThrownBy(call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("a transaction is used once");
      }
      late.close();
      late.close();
    }
    assertThatThrownBy(results::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void it_is_refused_once_its_store_is_closed() {
    Transaction transaction = store.begin();
    transaction.put(B, new byte[0]);
    Results results = transaction.query(Query.all());
    results.next();

    store.close();

    for (ThrowingCallable call : calls(transaction)) {
      assertThatThrownBy(call).isInstanceOf(DatastoreClosedException.class);
    }
    assertThatThrownBy(results::next).isInstanceOf(DatastoreClosedException.class);
    transaction.close();
  }

  private static List<ThrowingCallable> calls(Transaction transaction) {
    return List.of(
        () -> transaction.get(A),
        () -> transaction.has(A),
        () -> transaction.query(Query.all()),
        () -> transaction.put(A, new byte[0]),
        () -> transaction.delete(A),
        transaction::commit);
  }

  @Test
  void sums_stay_whole_however_many_transfer_at_once() throws Exception {
    int accounts = 6;
    for (int i = 0; i < accounts; i++) {
      store.put(Key.of("/account/" + i), new byte[] {100});
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      all.add(threads.submit(() -> transfers(random, accounts)));
    }
    int conflicts = 0;
    for (Future<Integer> each : all) {
      conflicts += each.get();
    }
    threads.shutdownNow();

    int sum = 0;
    for (Entry entry : store.query(Query.below(Key.of("/account"))).toList()) {
      sum += entry.value()[0];
    }
    assertThat(sum).as("after %d conflicts", conflicts).isEqualTo(100 * accounts);
  }

  private int transfers(Random random, int accounts) {
    int conflicts = 0;
    for (int done = 0; done < 500; ) {
      Key from = Key.of("/account/" + random.nextInt(accounts));
      Key to = Key.of("/account/" + random.nextInt(accounts));
      try (Transaction transaction = store.begin()) {
        byte rest = transaction.get(from).orElseThrow()[0];
        byte held = transaction.get(to).orElseThrow()[0];
        if (rest > 0 && held < Byte.MAX_VALUE && !from.equals(to)) {
          transaction.put(from, new byte[] {(byte) (rest - 1)});
          transaction.put(to, new byte[] {(byte) (held + 1)});
        }
        transaction.commit();
        done++;
      } catch (TransactionConflictException e) {
        conflicts++;
      }
    }
    return conflicts;
  }
}
