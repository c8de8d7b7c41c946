package dev.cairn.testkit;

import static dev.cairn.testkit.DatastoreContract.assertHolds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every ability to look for damage does: it finds none in a sound store, and what there is in
 * a damaged one.
 */
abstract class InspectionContract extends DatastoreFixture {

  private static final int ROUNDS = 20;

  /**
   * {@return a pattern for the names of the files to damage, such as {@code *.sst}; nothing where
   * the store has none}
   */
  protected abstract Optional<String> tables();

  /** Inspects a store; skips the test where it cannot. */
  abstract List<String> inspect(Datastore store);

  /** Sees what an inspection that found something has left. */
  abstract void assertLeftAsPromised(Datastore store, Map<Key, byte[]> contents);

  @Test
  void a_sound_store_is_found_sound_and_left_as_it_is() {
    assertThat(inspect(store())).isEmpty();
    Map<Key, byte[]> contents = Samples.tree(50);
    putAll(store(), contents);
    store().delete(Key.of("/absent"));

    assertThat(inspect(store())).isEmpty();

    contents.forEach((key, value) -> assertHolds(store(), key, value));
    if (persistent()) {
      assertThat(inspect(reopened())).isEmpty();
      contents.forEach((key, value) -> assertHolds(store(), key, value));
    }
  }

  @Test
  void damage_is_found_and_told_in_a_sentence_each() throws IOException {
    inspect(store());
    String tables =
        tables().orElseGet(() -> abort("the store has no files in which bits could flip"));
    Random random = Seeds.random();
    Map<Key, byte[]> contents = Damage.contents(random.nextLong());
    contents.forEach(store()::put);
    reopened().close(); // what lay in the log is a table now
    int found = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Path copy = StoreSurgery.copy(directory("store"), directory("copy-" + round));
      Damage.Kind.FLIPPED_BITS.harm(copy, tables, random);
      try (Datastore damaged = track(open(copy))) {
        List<String> sentences = inspect(damaged);
        assertThat(sentences).allSatisfy(sentence -> assertThat(sentence).isNotBlank());
        if (sentences.isEmpty()) {
          assertThat(showsOnlyWhatWasPut(damaged, contents, contents.size()))
              .as("a store that is found sound is sound")
              .isTrue();
        } else {
          found++;
          assertLeftAsPromised(damaged, contents);
        }
      } catch (CorruptDataException e) {
        found++; // at its opening, before it could be inspected
      }
    }
    assertThat(found).as("damages found in %d rounds", ROUNDS).isPositive();
  }

  /** Whether a store lists so many entries at least, and each as it was put. */
  static boolean showsOnlyWhatWasPut(Datastore store, Map<Key, byte[]> contents, int atLeast) {
    int seen = 0;
    try (Results results = store.query(Query.all())) {
      while (results.hasNext()) {
        var entry = results.next();
        if (!Arrays.equals(entry.value(), contents.get(entry.key()))) {
          return false;
        }
        seen++;
      }
    }
    return seen >= atLeast;
  }
}
