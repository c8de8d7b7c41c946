package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Snapshots;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Snapshots} are: the store as it was, for reading, whatever is written later. */
public abstract class SnapshotsContract extends DatastoreFixture {

  private static final Key KEY = Key.of("/prefix/2key2");

  /** Creates the contract for one test. */
  protected SnapshotsContract() {}

  @Test
  void a_snapshot_shows_the_store_as_it_was() {
    Snapshots snapshots = claimed(Snapshots.class);
    Map<Key, byte[]> before = Samples.tree(10);
    putAll(store(), before);

    try (Datastore snapshot = snapshots.snapshot()) {
      store().put(KEY, Samples.bytes("other"));
      store().put(Key.of("/new"), Samples.bytes("new"));
      store().delete(Key.of("/3key3"));

      before.forEach((key, value) -> assertHolds(snapshot, key, value));
      assertLacks(snapshot, Key.of("/new"));
      for (Order order : new Order[] {Order.KEY, Order.KEY_DESCENDING, Order.VALUE}) {
        Query query = Query.below(Key.of("/prefix")).orderedBy(order).limit(15);
        assertThat(Shown.all(snapshot.query(query))).isEqualTo(NaiveQuery.answer(query, before));
      }
    }
    assertHolds(store(), KEY, Samples.bytes("other"));
    assertLacks(store(), Key.of("/3key3"));
  }

  @Test
  void each_snapshot_shows_its_own_moment_and_may_be_closed_in_any_order() {
    Snapshots snapshots = claimed(Snapshots.class);

    Datastore empty = snapshots.snapshot();
    store().put(KEY, Samples.bytes("first"));
    Datastore first = snapshots.snapshot();
    store().put(KEY, Samples.bytes("second"));
    try (Datastore second = snapshots.snapshot()) {
      assertLacks(empty, KEY);
      empty.close();
      empty.close();
      assertHolds(first, KEY, Samples.bytes("first"));
      first.close();
      assertHolds(second, KEY, Samples.bytes("second"));
    }
  }

  @Test
  void a_snapshot_refuses_every_write_and_claims_none() {
    try (Datastore snapshot = claimed(Snapshots.class).snapshot()) {
      assertThatThrownBy(() -> snapshot.put(KEY, new byte[1]))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThatThrownBy(() -> snapshot.delete(KEY)).isInstanceOf(ReadOnlyDatastoreException.class);
      for (Class<?> writing : Capabilities.WRITING) {
        assertThat(snapshot.capability(writing)).as(writing.getSimpleName()).isEmpty();
      }
    }
  }

  @Test
  void a_closed_snapshot_is_refused_and_its_store_goes_on() {
    store().put(KEY, Samples.bytes("value"));
    Datastore snapshot = claimed(Snapshots.class).snapshot();
    snapshot.close();

    assertRefused(snapshot);
    assertHolds(store(), KEY, Samples.bytes("value"));
  }

  @Test
  void a_snapshot_is_closed_with_its_store() {
    store().put(KEY, Samples.bytes("value"));
    Datastore snapshot = claimed(Snapshots.class).snapshot();

    store().close();

    assertRefused(snapshot);
    snapshot.close();
  }

  private static void assertRefused(Datastore snapshot) {
    assertThatThrownBy(() -> snapshot.get(KEY)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> snapshot.has(KEY)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> snapshot.query(Query.all()))
        .isInstanceOf(DatastoreClosedException.class);
  }
}
