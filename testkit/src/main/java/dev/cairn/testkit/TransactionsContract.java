package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.Transactions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What {@link Transactions} are: all or nothing, apart from each other, in nobody's way, and
 * refused where what they stand on was changed.
 */
public abstract class TransactionsContract extends DatastoreFixture {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");
  private static final Key OTHER = Key.of("/other");

  private static final int THREADS = 4;
  private static final int ADDITIONS = 50;

  /** Creates the contract for one test. */
  protected TransactionsContract() {}

  private Transactions transactions() {
    return claimed(Transactions.class);
  }

  @Test
  void writes_are_seen_by_their_transaction_at_once_and_by_all_others_after_the_commit() {
    store().put(B, Samples.bytes("old"));

    try (Transaction transaction = transactions().begin()) {
      transaction.put(A, Samples.bytes("new"));
      transaction.delete(B);
      assertThat(transaction.get(A)).hasValue(Samples.bytes("new"));
      assertThat(transaction.get(B)).isEmpty();
      assertThat(transaction.get(OTHER)).isEmpty();
      assertLacks(store(), A);
      assertHolds(store(), B, Samples.bytes("old"));
      transaction.commit();
    }

    assertHolds(store(), A, Samples.bytes("new"));
    assertLacks(store(), B);
  }

  @Test
  void a_query_shows_what_was_there_when_the_transaction_began_and_what_it_wrote() {
    Map<Key, byte[]> expected = Samples.tree(10);
    putAll(store(), expected);

    try (Transaction transaction = transactions().begin()) {
      store().put(Key.of("/prefix/later"), Samples.bytes("later"));
      transaction.put(Key.of("/prefix/own"), Samples.bytes("own"));
      transaction.put(Key.of("/prefix/2key2"), Samples.bytes("changed"));
      transaction.delete(Key.of("/prefix/sub/3key3"));
      expected.put(Key.of("/prefix/own"), Samples.bytes("own"));
      expected.put(Key.of("/prefix/2key2"), Samples.bytes("changed"));
      expected.remove(Key.of("/prefix/sub/3key3"));

      for (Order order : List.of(Order.KEY, Order.KEY_DESCENDING, Order.VALUE)) {
        Query query = Query.below(Key.of("/prefix")).orderedBy(order).limit(15);
        assertThat(Shown.all(transaction.query(query)))
            .isEqualTo(NaiveQuery.answer(query, expected));
      }
      assertThat(transaction.has(Key.of("/prefix/own"))).isTrue();
      assertThat(transaction.has(Key.of("/prefix/later"))).isFalse();
      assertThat(transaction.has(Key.of("/prefix/sub/3key3"))).isFalse();
    }
  }

  @Test
  void a_new_entry_among_those_that_were_listed_is_a_conflict() {
    store().put(Key.of("/listed/1"), Samples.bytes("1"));

    try (Transaction transaction = transactions().begin()) {
      try (Results results = transaction.query(Query.below(Key.of("/listed")))) {
        assertThat(results.hasNext()).isTrue();
        results.forEachRemaining(entry -> {});
      }
      transaction.put(A, Samples.bytes("written"));
      store().put(Key.of("/listed/2"), Samples.bytes("2"));
      assertConflict(transaction);
    }

    assertLacks(store(), A);
  }

  @Test
  void results_are_closed_with_their_transaction() {
    store().put(A, Samples.bytes("value"));
    Transaction transaction = transactions().begin();
    Results results = transaction.query(Query.all());

    transaction.close();

    assertThatThrownBy(results::hasNext).isInstanceOf(RuntimeException.class);
    results.close();
  }

  @Test
  void a_transaction_sees_the_store_as_it_was_when_it_began() {
    store().put(A, Samples.bytes("before"));

    try (Transaction transaction = transactions().begin()) {
      store().put(A, Samples.bytes("after"));
      store().put(B, Samples.bytes("after"));

      assertThat(transaction.get(A)).hasValue(Samples.bytes("before"));
      assertThat(transaction.get(B)).isEmpty();
    }
  }

  @Test
  void a_change_of_what_was_read_is_a_conflict_and_nothing_is_written() {
    store().put(A, Samples.bytes("read"));

    try (Transaction transaction = transactions().begin()) {
      transaction.get(A);
      transaction.put(B, Samples.bytes("written"));
      store().put(A, Samples.bytes("changed"));
      assertConflict(transaction);
    }

    assertLacks(store(), B);
    assertHolds(store(), A, Samples.bytes("changed"));
  }

  @Test
  void a_change_of_what_was_read_as_absent_is_a_conflict() {
    try (Transaction transaction = transactions().begin()) {
      assertThat(transaction.get(A)).isEmpty();
      transaction.put(B, Samples.bytes("written"));
      store().put(A, Samples.bytes("there now"));
      assertConflict(transaction);
    }

    assertLacks(store(), B);
  }

  @Test
  void a_change_of_what_is_written_is_a_conflict() {
    store().put(A, Samples.bytes("old"));

    try (Transaction transaction = transactions().begin()) {
      transaction.put(A, Samples.bytes("mine"));
      store().delete(A);
      assertConflict(transaction);
    }

    assertLacks(store(), A);
  }

  private static void assertConflict(Transaction transaction) {
    assertThatThrownBy(transaction::commit)
        .isInstanceOfSatisfying(
            TransactionConflictException.class, e -> assertThat(e.retryable()).isTrue());
  }

  @Test
  void a_change_of_anything_else_is_no_conflict() {
    try (Transaction transaction = transactions().begin()) {
      transaction.get(A);
      transaction.put(B, Samples.bytes("mine"));
      store().put(OTHER, Samples.bytes("another's"));
      store().delete(Key.of("/absent"));
      transaction.commit();
    }

    assertHolds(store(), B, Samples.bytes("mine"));
    assertHolds(store(), OTHER, Samples.bytes("another's"));
  }

  @Test
  void of_two_transactions_on_one_key_the_later_to_commit_meets_the_conflict() {
    try (Transaction first = transactions().begin();
        Transaction second = transactions().begin()) {
      first.put(A, Samples.bytes("first"));
      second.put(A, Samples.bytes("second"));
      second.commit();
      assertConflict(first);
    }

    assertHolds(store(), A, Samples.bytes("second"));
  }

  @Test
  void an_open_transaction_is_in_nobodys_way() {
    store().put(A, Samples.bytes("old"));

    try (Transaction open = transactions().begin()) {
      open.get(A);
      open.put(A, Samples.bytes("mine"));
      try (Together threads = new Together()) {
        threads.start(() -> store().put(A, Samples.bytes("by a put")));
        threads.start(() -> store().put(B, Samples.bytes("by a put")));
        threads.start(
            () -> {
              try (Transaction other = transactions().begin()) {
                other.put(OTHER, Samples.bytes("by another"));
                other.commit();
              }
            });
      }
    }

    assertHolds(store(), A, Samples.bytes("by a put"));
    assertHolds(store(), B, Samples.bytes("by a put"));
    assertHolds(store(), OTHER, Samples.bytes("by another"));
  }

  @Test
  void a_transaction_is_used_once() {
    Transaction committed = transactions().begin();
    committed.put(A, Samples.bytes("1"));
    committed.commit();

    assertUsedUp(committed);
    committed.close();
    committed.close();
    assertHolds(store(), A, Samples.bytes("1"));
  }

  @Test
  void a_transaction_closed_without_commit_is_discarded() {
    Transaction discarded = transactions().begin();
    discarded.put(A, Samples.bytes("1"));
    discarded.close();
    discarded.close();

    assertUsedUp(discarded);
    assertLacks(store(), A);
  }

  private static void assertUsedUp(Transaction transaction) {
    assertThatThrownBy(() -> transaction.get(A)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> transaction.put(A, new byte[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> transaction.delete(A)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_transaction_is_closed_with_its_store() {
    Transaction transaction = transactions().begin();
    transaction.put(A, Samples.bytes("1"));

    store().close();

    assertThatThrownBy(() -> transaction.get(A)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(transaction::commit).isInstanceOf(DatastoreClosedException.class);
    transaction.close();
    assertLacks(reopened(), A);
  }

  @Test
  void an_array_handed_in_is_not_kept_and_one_handed_out_is_the_callers() {
    byte[] value = Samples.bytes("value");

    try (Transaction transaction = transactions().begin()) {
      transaction.put(A, value);
      Arrays.fill(value, (byte) '!');
      Arrays.fill(transaction.get(A).orElseThrow(), (byte) '?');
      transaction.commit();
    }

    assertHolds(store(), A, Samples.bytes("value"));
  }

  @Test
  void no_addition_is_lost_where_each_is_repeated_upon_a_conflict() {
    Transactions transactions = transactions();
    store().put(A, new byte[] {0});
    try (Together threads = new Together()) {
      for (int i = 0; i < THREADS; i++) {
        threads.start(
            () -> {
              for (int addition = 0; addition < ADDITIONS; addition++) {
                addUntilItCounts(transactions);
              }
            });
      }
    }

    assertHolds(store(), A, new byte[] {(byte) (THREADS * ADDITIONS)});
  }

  private static void addUntilItCounts(Transactions transactions) {
    boolean counts = false;
    while (!counts) {
      counts = addOnce(transactions);
    }
  }

  private static boolean addOnce(Transactions transactions) {
    try (Transaction transaction = transactions.begin()) {
      byte[] value = transaction.get(A).orElseThrow();
      transaction.put(A, new byte[] {(byte) (value[0] + 1)});
      transaction.commit();
      return true;
    } catch (TransactionConflictException e) {
      return false;
    }
  }
}
