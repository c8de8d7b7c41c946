package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.StoreSurgery;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Stores as version 0.1 has written them, with both libraries: tables with and without compression,
 * and a log. Every later version has to read them. (Those of goleveldb: {@link KuboStoresTest}.)
 */
final class GoldenStoresTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @CsvSource({
    "native, NATIVE",
    "native, PURE_JAVA",
    "pure-java, NATIVE",
    "pure-java, PURE_JAVA",
  })
  void a_store_of_this_version_is_read_to_the_last_byte(String written, Driver driver)
      throws IOException, URISyntaxException {
    Path golden =
        Path.of(
            Objects.requireNonNull(GoldenStoresTest.class.getResource("/golden/" + written))
                .toURI());
    Path copy = StoreSurgery.copy(golden, temporary.resolve("store"));
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(driver).build();

    try (LevelDbDatastore reader = LevelDbDatastore.openReadOnly(copy, options)) {
      assertHoldsAll(reader);
    }
    for (int opening = 0; opening < 2; opening++) {
      try (LevelDbDatastore store = LevelDbDatastore.open(copy, options)) {
        assertHoldsAll(store);
        assertThat(Datastores.require(store, Check.class).check()).isEmpty();
      }
    }
  }

  private static void assertHoldsAll(LevelDbDatastore store) {
    Map<Key, byte[]> expected = new TreeMap<>();
    write(expected::put, expected::remove, 0);
    write(expected::put, expected::remove, 1);
    write(expected::put, expected::remove, 2);
    List<Entry> entries = store.query(Query.all().orderedBy(Order.KEY)).toList();
    assertThat(entries).hasSameSizeAs(expected.keySet());
    for (Entry entry : entries) {
      assertThat(entry.value()).as("%s", entry.key()).isEqualTo(expected.get(entry.key()));
      assertThat(store.get(entry.key())).contains(entry.value());
    }
    assertThat(store.has(key(7))).isFalse();
  }

  private interface Put {
    void put(Key key, byte[] value);
  }

  private interface Delete {
    void delete(Key key);
  }

  /** Makes the writes of a part: two of them lie in tables in the end, and one in the log. */
  private static void write(Put put, Delete delete, int part) {
    for (int i = 20 * part; i < 20 * part + 40; i++) {
      put.put(key(i), value(i, part));
    }
    put.put(Key.of("/golden/large/" + part), value(2_000 + part, part));
    put.put(Key.of("/golden/empty/" + part), new byte[0]);
    put.put(Key.raw(new byte[] {(byte) 0xff, 0, (byte) part}), value(3, part));
    delete.delete(key(20 * part + 7));
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

  /** Writes the stores: once for each version that writes differently. Takes their folder. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path golden = Path.of(arguments[0]);
      write(golden.resolve("native"), Driver.NATIVE);
      write(golden.resolve("pure-java"), Driver.PURE_JAVA);
    }

    private static void write(Path path, Driver driver) throws IOException {
      LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(driver).build();
      LevelDbOptions plain = options.toBuilder().compression(Compression.NONE).build();
      List<LevelDbOptions> all = List.of(options, plain, options);
      for (int part = 0; part < all.size(); part++) {
        try (LevelDbDatastore store = LevelDbDatastore.open(path, all.get(part));
            Batch batch = store.batch()) {
          GoldenStoresTest.write(batch::put, batch::delete, part);
          batch.commit(Durability.SYNCED);
        }
      }
      for (Path file : StoreSurgery.files(path, "LO{G,G.old,CK}")) {
        Files.delete(file);
      }
    }
  }
}
