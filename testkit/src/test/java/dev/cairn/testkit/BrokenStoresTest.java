package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A contract that no store could break would be worth nothing: here are stores that break it. */
class BrokenStoresTest {

  /** Makes the store that the contracts below open; they run in this thread alone. */
  private static Supplier<Datastore> store = Broken::new;

  @ParameterizedTest
  @EnumSource(ValueBug.class)
  void a_bug_with_values_is_caught(ValueBug bug) {
    assertCaught(Values.class, bug.store, bug.caughtBy);
  }

  @ParameterizedTest
  @EnumSource(QueryBug.class)
  void a_bug_with_queries_is_caught(QueryBug bug) {
    assertCaught(Queries.class, bug.store, bug.caughtBy);
  }

  @ParameterizedTest
  @EnumSource(LifecycleBug.class)
  void a_bug_with_closing_is_caught(LifecycleBug bug) {
    assertCaught(Closing.class, bug.store, bug.caughtBy);
  }

  @ParameterizedTest
  @EnumSource(BatchBug.class)
  void a_bug_with_batches_is_caught(BatchBug bug) {
    assertCaught(Batches.class, bug.store, bug.caughtBy);
  }

  @Test
  void a_store_that_forgets_is_caught_by_opening_it_again() {
    store = Broken::new;

    assertThat(
            ContractRun.failuresOf(
                Forgetful.class, Set.of("a_store_opened_again_holds_what_it_held")))
        .isNotEmpty();
  }

  @Test
  void without_a_bug_nothing_is_caught() {
    store = Broken::new;

    assertThat(ContractRun.failuresOf(Values.class, Set.of())).isEmpty();
    assertThat(ContractRun.failuresOf(Batches.class, Set.of())).isEmpty();
  }

  private static void assertCaught(
      Class<?> contract, Supplier<Datastore> broken, Set<String> caughtBy) {
    store = broken;

    assertThat(ContractRun.failuresOf(contract, caughtBy)).isEqualTo(caughtBy);
  }

  static final class Values extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return store.get();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  static final class Forgetful extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return store.get();
    }
  }

  static final class Queries extends QueryContract {
    @Override
    protected Datastore open(Path directory) {
      return store.get();
    }
  }

  static final class Closing extends LifecycleContract {
    @Override
    protected Datastore open(Path directory) {
      return store.get();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }

  static final class Batches extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return store.get();
    }

    @Override
    protected boolean persistent() {
      return false;
    }
  }
}
