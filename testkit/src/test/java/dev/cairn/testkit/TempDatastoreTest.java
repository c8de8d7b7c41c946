package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.testkit.JournalDatastore.Care;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TempDatastoreTest {

  private static final Key KEY = Key.of("/key");

  @TempDatastore static Datastore shared;

  @TempDatastore Batching field;

  @Test
  void a_field_and_a_parameter_are_stores_of_their_own(@TempDatastore Datastore parameter) {
    field.put(KEY, new byte[1]);
    parameter.put(KEY, new byte[2]);
    shared.put(KEY, new byte[3]);

    assertThat(field.size(KEY)).hasValue(1);
    assertThat(parameter.size(KEY)).hasValue(2);
    assertThat(shared.size(KEY)).hasValue(3);
  }

  @Test
  void each_test_gets_a_new_store() {
    assertThat(field.has(KEY)).isFalse();
  }

  @Test
  void a_driver_may_be_named(@TempDatastore(driver = "mem") LeakTrackingDatastore store) {
    assertThat(store).hasToString("memory");
  }

  @Nested
  class InANestedClass {

    @TempDatastore Datastore own;

    @Test
    void the_fields_of_both_classes_are_filled() {
      own.put(KEY, new byte[1]);
      assertThat(field.has(KEY)).isFalse();
    }
  }

  @Test
  void the_store_is_closed_after_the_test_and_its_directory_deleted() {
    Journals.opened.clear();

    assertThat(ContractRun.failuresOf(Tidy.class, Set.of())).isEmpty();

    assertThat(Journals.opened).hasSize(1);
    assertThat(Journals.opened.get(0)).doesNotExist();
    assertThat(Journals.opened.get(0).getParent()).doesNotExist();
    assertThatThrownBy(() -> Tidy.kept.get(KEY)).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void a_test_that_leaves_results_open_fails() {
    assertThat(ContractRun.failuresOf(Leaky.class, Set.of())).containsExactly("leaves_results");
  }

  @Test
  void what_cannot_be_injected_is_refused() {
    assertThat(ContractRun.failuresOf(Misused.class, Set.of()))
        .containsExactlyInAnyOrder("asks_for_a_text", "names_two", "names_an_unknown_driver");
  }

  /** Opens stores in files, and remembers where. */
  static final class Journals implements TempDatastore.Opener {
    static final List<Path> opened = new ArrayList<>();

    @Override
    public Datastore open(Path directory) {
      opened.add(directory);
      return JournalDatastore.open(directory, Care.WHOLE);
    }
  }

  /** The classes below are run by the tests above alone. */
  static final class Tidy {
    static Datastore kept;

    @Test
    void uses_a_store(@TempDatastore(opener = Journals.class) Datastore store) {
      store.put(KEY, new byte[1]);
      kept = store;
      assertThat(Journals.opened.get(0)).isDirectory();
    }
  }

  static final class Leaky {
    @Test
    void leaves_results(@TempDatastore Datastore store) {
      store.query(Query.all());
    }

    @Test
    void leaves_nothing(@TempDatastore Datastore store) {
      store.query(Query.all()).close();
    }
  }

  static final class Misused {
    @Test
    void asks_for_a_text(@TempDatastore String store) {
      assertThat(store).as("never injected").isNull();
    }

    @Test
    void names_two(@TempDatastore(driver = "mem", opener = Journals.class) Datastore store) {
      assertThat(store).as("never injected").isNull();
    }

    @Test
    void names_an_unknown_driver(@TempDatastore(driver = "unknown") Datastore store) {
      assertThat(store).as("never injected").isNull();
    }
  }
}
