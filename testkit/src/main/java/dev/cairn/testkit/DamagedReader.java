package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** Reads damaged copies of a store, in a JVM of its own. */
final class DamagedReader {

  private final StoreUnderTest fixture;
  private final Map<Key, byte[]> contents;

  private DamagedReader(StoreUnderTest fixture, Map<Key, byte[]> contents) {
    this.fixture = fixture;
    this.contents = contents;
  }

  /**
   * Takes the class of a fixture, the directory of a store, the seed of its contents, the kind of
   * damage, how many copies are to be damaged for each kind of file, and the patterns of those.
   * Prints in how many the damage showed.
   */
  @SuppressWarnings("SystemOut") // read by the JVM that started this one
  public static void main(String[] arguments) throws Exception {
    Path store = Path.of(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    Damage.Kind kind = Damage.Kind.valueOf(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    DamagedReader reader =
        new DamagedReader(FixtureInstances.create(arguments[0]), Damage.contents(seed));
    Random random = new Random(seed);
    int found = 0;
    for (String pattern : List.of(arguments).subList(5, arguments.length)) {
      for (int round = 0; round < rounds; round++) {
        found += reader.finds(store, kind, pattern, random) ? 1 : 0;
      }
    }
    System.out.println(found);
  }

  private boolean finds(Path store, Damage.Kind kind, String pattern, Random random)
      throws IOException {
    Path copy = StoreSurgery.copy(store, store.resolveSibling("damaged-copy"));
    kind.harm(copy, pattern, random);
    try {
      return damageFound(copy);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with %s: %s".formatted(pattern, kind), e);
    } finally {
      DurableFiles.deleteTree(copy);
    }
  }

  private boolean damageFound(Path damaged) {
    try (Datastore store = fixture.open(damaged)) {
      // Every reading is made: one that fails must not keep the others from failing, too.
      return readings(store).stream()
          .map(DamagedReader::damageFound)
          .reduce(false, Boolean::logicalOr);
    } catch (CorruptDataException e) {
      return true;
    }
  }

  private List<BooleanSupplier> readings(Datastore store) {
    List<BooleanSupplier> readings = new ArrayList<>();
    List<Key> keys = new ArrayList<>(contents.keySet());
    readings.add(() -> store.getAll(keys).size() == keys.size());
    for (Order order : List.of(Order.KEY, Order.KEY_DESCENDING)) {
      readings.add(() -> lists(store, order));
    }
    contents.forEach(
        (key, value) -> {
          readings.add(() -> isSame(store.get(key), value));
          readings.add(() -> store.has(key));
          readings.add(() -> store.size(key).isPresent());
        });
    return readings;
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

  private boolean lists(Datastore store, Order order) {
    List<Entry> entries = store.query(Query.all().orderedBy(order)).toList();
    return entries.size() == contents.size()
        && entries.stream().allMatch(e -> Arrays.equals(e.value(), contents.get(e.key())));
  }

  private static boolean isSame(Optional<byte[]> found, byte[] value) {
    return found.isPresent() && Arrays.equals(found.get(), value);
  }
}
