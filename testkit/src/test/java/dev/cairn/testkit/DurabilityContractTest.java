package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.testkit.JournalDatastore.Care;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of durability on a store that keeps it, and on one that does not. */
class DurabilityContractTest {

  @Nested
  class Journal extends DurabilityContract {
    @Override
    protected Datastore open(Path directory) {
      return JournalDatastore.open(directory, Care.WHOLE);
    }
  }

  @Test
  void a_store_that_holds_writes_back_is_caught() {
    assertThat(ContractRun.failuresOf(HeldBack.class, Set.of())).isNotEmpty();
  }

  static final class HeldBack extends DurabilityContract {
    @Override
    protected Datastore open(Path directory) {
      return JournalDatastore.open(directory, Care.BUFFERED);
    }
  }
}
