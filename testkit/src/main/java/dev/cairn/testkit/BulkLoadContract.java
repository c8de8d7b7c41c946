package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static dev.cairn.testkit.DatastoreContract.assertLacks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What {@link BulkLoad} does: takes many entries in the order of keys and shows them in one step.
 */
public abstract class BulkLoadContract extends DatastoreFixture {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  /** Creates the contract for one test. */
  protected BulkLoadContract() {}

  private Loader loader() {
    return claimed(BulkLoad.class).bulkLoad();
  }

  @Test
  void entries_are_invisible_before_the_commit_and_whole_after_it() {
    Map<Key, byte[]> contents = new TreeMap<>(Samples.tree(500));
    store().put(A, Samples.bytes("was there"));
    store().put(Key.of("/prefix/7key7"), Samples.bytes("is replaced"));

    try (Loader loader = loader()) {
      contents.forEach(loader::add);
      assertThat(Datastores.count(store(), Query.all())).isEqualTo(2);
      assertHolds(store(), Key.of("/prefix/7key7"), Samples.bytes("is replaced"));
      loader.commit();
    }

    contents.put(A, Samples.bytes("was there"));
    assertHoldsExactly(contents);
    if (persistent()) {
      reopened();
      assertHoldsExactly(contents);
    }
  }

  private void assertHoldsExactly(Map<Key, byte[]> contents) {
    contents.forEach((key, value) -> DatastoreContract.assertHolds(store(), key, value));
    assertThat(Datastores.count(store(), Query.all())).isEqualTo(contents.size());
  }

  @Test
  void a_key_that_is_not_greater_than_the_one_before_is_refused() {
    try (Loader loader = loader()) {
      loader.add(Key.of("/a/b"), new byte[1]);
      for (String key : new String[] {"/a/b", "/a", "/a-b"}) {
        assertThatThrownBy(() -> loader.add(Key.of(key), new byte[1]))
            .as("%s after /a/b", key)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(key);
      }
    }

    assertThat(Datastores.count(store(), Query.all())).isZero();
  }

  @Test
  void a_load_closed_without_commit_is_discarded() {
    Loader loader = loader();
    loader.add(A, new byte[1]);
    loader.close();
    loader.close();

    assertUsedUp(loader);
    assertLacks(store(), A);
  }

  @Test
  void a_load_is_used_once() {
    Loader loader = loader();
    loader.add(A, Samples.bytes("loaded"));
    loader.commit();
    store().put(A, Samples.bytes("written later"));

    assertUsedUp(loader);
    loader.close();
    assertHolds(store(), A, Samples.bytes("written later"));
  }

  private static void assertUsedUp(Loader loader) {
    assertThatThrownBy(() -> loader.add(B, new byte[1])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(loader::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_empty_load_may_be_committed() {
    store().put(A, Samples.bytes("value"));

    try (Loader loader = loader()) {
      loader.commit();
    }

    assertHolds(store(), A, Samples.bytes("value"));
  }

  @Test
  void an_array_handed_in_is_not_kept() {
    byte[] value = Samples.bytes("value");

    try (Loader loader = loader()) {
      loader.add(A, value);
      Arrays.fill(value, (byte) '!');
      loader.commit();
    }

    assertHolds(store(), A, Samples.bytes("value"));
  }

  @Test
  void a_load_is_closed_with_its_store() {
    Loader loader = loader();
    loader.add(A, new byte[1]);

    store().close();

    assertThatThrownBy(() -> loader.add(B, new byte[1]))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(loader::commit).isInstanceOf(DatastoreClosedException.class);
    loader.close();
    assertLacks(reopened(), A);
  }
}
