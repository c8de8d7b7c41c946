package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationListTest {

  private static final Key A = Key.of("/a");
  private static final Key B = Key.of("/b");

  private final Lifecycle lifecycle = new Lifecycle("the store");
  private final List<String> applied = new ArrayList<>();

  private Batch batch() {
    return new OperationList(
        lifecycle,
        true,
        (operations, durability) -> {
          for (OperationList.Operation operation : operations) {
            byte[] value = operation.value();
            applied.add(operation.key() + (value == null ? " deleted" : " = " + value[0]));
          }
          applied.add(durability.toString());
        });
  }

  @Test
  void writes_are_handed_over_in_their_order() {
    byte[] value = {1};
    try (Batch batch = batch()) {
      batch.put(A, value);
      value[0] = 2;
      batch.delete(B);
      batch.put(A, value);
      assertThat(batch.size()).isEqualTo(3);
      assertThat(applied).isEmpty();
      batch.commit(Durability.SYNCED);
    }

    assertThat(applied).containsExactly("/a = 1", "/b deleted", "/a = 2", "SYNCED");
  }

  @Test
  void as_many_writes_as_there_are_keep_their_order() {
    try (Batch batch = batch()) {
      for (int i = 0; i < 3_000; i++) {
        batch.put(Key.of("/" + i), new byte[] {(byte) i});
      }
      assertThat(batch.size()).isEqualTo(3_000);
      batch.commit();
    }

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      expected.add("/" + i + " = " + (byte) i);
    }
    expected.add("VISIBLE");
    assertThat(applied).isEqualTo(expected);
  }

  @Test
  void a_commit_asks_for_no_more_than_visibility_by_itself() {
    batch().commit();

    assertThat(applied).containsExactly("VISIBLE");
  }

  @Test
  void it_is_used_once() {
    Batch batch = batch();
    batch.commit();
    applied.clear();

    assertThatThrownBy(() -> batch.put(A, new byte[1])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> batch.delete(A)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(batch::commit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("used once");
    batch.close();
    assertThat(applied).isEmpty();
  }

  @Test
  void a_failed_commit_uses_it_up() {
    Batch batch =
        new OperationList(
            lifecycle,
            false,
            (operations, durability) -> {
              throw new DatastoreException("failed");
            });

    assertThat(batch.atomic()).isFalse();
    assertThatThrownBy(batch::commit).hasMessage("failed");
    assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closed_it_is_discarded() {
    Batch batch = batch();
    batch.put(A, new byte[1]);
    batch.close();
    batch.close();

    assertThatThrownBy(batch::commit).isInstanceOf(IllegalStateException.class);
    assertThat(applied).isEmpty();
  }

  @Test
  void it_is_refused_once_its_store_is_closed() {
    Batch batch = batch();
    batch.put(A, new byte[1]);
    lifecycle.close(() -> {});

    assertThatThrownBy(() -> batch.put(A, new byte[1]))
        .isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> batch.delete(A)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(batch::commit).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(this::batch).isInstanceOf(DatastoreClosedException.class);
    batch.close();
    assertThat(applied).isEmpty();
  }
}
