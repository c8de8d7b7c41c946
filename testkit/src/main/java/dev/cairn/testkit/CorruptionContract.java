package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What a store does with tables in which bits are flipped: it says so, or it shows what was put;
 * never anything else, and nothing less in silence.
 */
public abstract class CorruptionContract extends DatastoreFixture {

  private static final int ROUNDS = 40;

  /** Creates the contract for one test. */
  protected CorruptionContract() {}

  /**
   * {@return a pattern for the names of the files to damage, such as {@code *.sst}; nothing where
   * the store has none}
   */
  protected abstract Optional<String> tables();

  @Test
  void a_flipped_bit_in_a_table_is_an_exception_and_never_a_silent_loss() throws IOException {
    String tables =
        tables().orElseGet(() -> abort("the store has no files in which bits could flip"));
    Random random = Seeds.random();
    Map<Key, byte[]> contents = Damage.fill(store(), random);
    reopened().close(); // what lay in the log is a table now
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path copy = StoreSurgery.copy(directory("store"), directory("copy-" + round));
      Damage.flipBits(copy, tables, random);
      found += damageFound(copy, contents) ? 1 : 0;
    }
    assertThat(found).as("rounds of %d in which the damage showed", ROUNDS).isPositive();
  }

  private boolean damageFound(Path damaged, Map<Key, byte[]> contents) {
    Datastore store;
    try {
      store = track(open(damaged));
    } catch (CorruptDataException e) {
      return true;
    }
    try (store) {
      List<BooleanSupplier> readings = new ArrayList<>();
      List<Key> keys = new ArrayList<>(contents.keySet());
      readings.add(() -> store.getAll(keys).size() == keys.size());
      for (Order order : List.of(Order.KEY, Order.KEY_DESCENDING)) {
        readings.add(() -> lists(store, order, contents));
      }
      contents.forEach(
          (key, value) -> {
            readings.add(() -> isSame(store.get(key), value));
            readings.add(() -> store.has(key));
            readings.add(() -> store.size(key).isPresent());
          });
      // Every reading is made: one that fails must not keep the others from failing, too.
      return readings.stream()
          .map(CorruptionContract::damageFound)
          .reduce(false, Boolean::logicalOr);
    }
  }

  /** Returns whether a reading says that there is damage; where it does not, it must be right. */
  private static boolean damageFound(BooleanSupplier reading) {
    try {
      assertThat(reading.getAsBoolean()).as("read without an exception, so right").isTrue();
      return false;
    } catch (CorruptDataException e) {
      return true;
    }
  }

  private static boolean lists(Datastore store, Order order, Map<Key, byte[]> contents) {
    List<Entry> entries = store.query(Query.all().orderedBy(order)).toList();
    return entries.size() == contents.size()
        && entries.stream().allMatch(e -> Arrays.equals(e.value(), contents.get(e.key())));
  }

  private static boolean isSame(Optional<byte[]> found, byte[] value) {
    return found.isPresent() && Arrays.equals(found.get(), value);
  }
}
