package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engine does with stores that earlier versions wrote: it reads them to the last byte.
 *
 * <p>They lie in the folder {@code golden} beside the class of the test, each in a folder of its
 * name. {@link #writeGolden} makes them, once for each version that writes differently; all hold
 * the same, the most of it in tables and the last of it in a log.
 */
public abstract class GoldenStoresContract {

  private static final int PARTS = 3;
  private static final int ENTRIES_OF_A_PART = 40;

  /** Half of a part is written anew by the next. */
  private static final int ENTRIES_BETWEEN_PARTS = ENTRIES_OF_A_PART / 2;

  private static final Key ABSENT = key(7);

  @TempDir private Path temporary;

  /** Creates the contract for one test. */
  protected GoldenStoresContract() {}

  /**
   * A golden store.
   *
   * @param name of its folder
   * @param sessions how it was opened, in turn, when it was written
   */
  public record Golden(String name, List<Function<Path, Datastore>> sessions) {}

  /**
   * A way to open stores.
   *
   * @param name in words
   * @param forWriting opens the store in a directory
   * @param forReading opens it for reading alone
   */
  public record Opening(
      String name,
      Function<Path, ? extends Datastore> forWriting,
      Function<Path, ? extends Datastore> forReading) {}

  /** {@return the golden stores} */
  protected abstract List<Golden> golden();

  /** {@return the ways to open stores; each opens every golden store} */
  protected abstract List<Opening> openings();

  /** {@return what every golden store holds} */
  protected static Map<Key, byte[]> contents() {
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int part = 0; part < PARTS; part++) {
      write(contents::put, contents::remove, part);
    }
    return contents;
  }

  @Test
  void a_store_of_an_earlier_version_is_read_to_the_last_byte() throws Exception {
    for (Golden golden : golden()) {
      for (Opening opening : openings()) {
        Path copy = copyOf(golden, opening);
        try (Datastore reader = opening.forReading().apply(copy)) {
          assertHoldsContents(reader);
        }
        for (int time = 0; time < 2; time++) {
          try (Datastore store = opening.forWriting().apply(copy)) {
            assertHoldsContents(store);
            store
                .capability(Check.class)
                .ifPresent(check -> assertThat(check.check()).as("damage").isEmpty());
          }
        }
      }
    }
  }

  @Test
  void a_store_of_an_earlier_version_takes_writes() throws Exception {
    for (Golden golden : golden()) {
      for (Opening opening : openings()) {
        Path copy = copyOf(golden, opening);
        try (Datastore store = opening.forWriting().apply(copy)) {
          store.put(ABSENT, new byte[] {1});
        }
        try (Datastore store = opening.forWriting().apply(copy)) {
          assertThat(store.get(ABSENT)).hasValue(new byte[] {1});
          assertThat(store.size(ABSENT)).hasValue(1);
          store.delete(ABSENT);
          assertHoldsContents(store);
        }
      }
    }
  }

  @Test
  void what_is_written_now_is_read_like_what_was_written_then() throws IOException {
    Path now = Files.createDirectory(temporary.resolve("now"));
    writeGolden(now);

    for (Golden golden : golden()) {
      for (Opening opening : openings()) {
        try (Datastore store = opening.forReading().apply(now.resolve(golden.name()))) {
          assertHoldsContents(store);
        }
      }
    }
  }

  /**
   * Fails unless a store holds what every golden store holds.
   *
   * @param store open
   */
  protected static void assertHoldsContents(Datastore store) {
    Map<Key, byte[]> contents = contents();
    List<Entry> entries = store.query(Query.all().orderedBy(Order.KEY)).toList();
    assertThat(entries).extracting(Entry::key).containsExactlyElementsOf(contents.keySet());
    for (Entry entry : entries) {
      byte[] expected = Objects.requireNonNull(contents.get(entry.key()));
      assertThat(entry.value()).as("listed value of %s", entry.key()).isEqualTo(expected);
      assertThat(store.get(entry.key())).as("value of %s", entry.key()).hasValue(expected);
      assertThat(store.size(entry.key())).as("size of %s", entry.key()).hasValue(expected.length);
    }
    assertThat(store.query(Query.all().keysOnly().orderedBy(Order.KEY)).toList())
        .extracting(Entry::key)
        .containsExactlyElementsOf(contents.keySet());
    assertThat(store.has(ABSENT)).as("%s is there", ABSENT).isFalse();
  }

  private Path copyOf(Golden golden, Opening opening) throws IOException, URISyntaxException {
    String name = "golden/" + golden.name();
    Path original = Path.of(Objects.requireNonNull(getClass().getResource(name), name).toURI());
    Path folder = Files.createTempDirectory(temporary, "copy");
    return StoreSurgery.copy(original, folder.resolve(golden.name() + " by " + opening.name()));
  }

  /**
   * Writes the golden stores, without the engine's own logs and locks.
   *
   * @param folder an empty directory
   * @throws IOException if a file cannot be removed
   */
  protected final void writeGolden(Path folder) throws IOException {
    for (Golden golden : golden()) {
      Path directory = folder.resolve(golden.name());
      for (int part = 0; part < PARTS; part++) {
        int session = part % golden.sessions().size();
        try (Datastore store = golden.sessions().get(session).apply(directory);
            Batch batch = Datastores.require(store, Batching.class).batch()) {
          write(batch::put, batch::delete, part);
          batch.commit(Durability.SYNCED);
        }
      }
      for (Path file : StoreSurgery.files(directory, "LO{G,G.old*,CK}")) {
        Files.delete(file);
      }
    }
  }

  private interface Put {
    void put(Key key, byte[] value);
  }

  private interface Delete {
    void delete(Key key);
  }

  private static void write(Put put, Delete delete, int part) {
    int first = ENTRIES_BETWEEN_PARTS * part;
    for (int i = first; i < first + ENTRIES_OF_A_PART; i++) {
      put.put(key(i), value(i, part));
    }
    put.put(Key.of("/golden/large/" + part), value(2_000 + part, part));
    put.put(Key.of("/golden/empty/" + part), new byte[0]);
    put.put(Key.raw(new byte[] {(byte) 0xff, 0, (byte) part}), value(3, part));
    delete.delete(key(first + 7));
  }

  private static Key key(int number) {
    return Key.of("/golden/%03d".formatted(number));
  }

  /** Returns a value of which about half can be compressed. */
  private static byte[] value(int number, int part) {
    byte[] value = new byte[number * 2];
    byte[] beginning = new byte[number];
    new Random(31L * number + part).nextBytes(beginning);
    System.arraycopy(beginning, 0, value, 0, number);
    byte[] text = "cairn ".repeat(number).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, value, number, number);
    return value;
  }
}
