package dev.cairn.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Check;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Stores that an earlier version wrote, or RocksDB alone, are read as they were: each has entries
 * in a table and in the log.
 *
 * <p>The golden ones were made by {@link #write}, once for each preset, and copied while they were
 * open, without RocksDB's {@code LOG} and {@code LOCK}.
 */
final class GoldenStoresTest {

  @TempDir Path directory;

  /** What every golden store holds. */
  private static Map<Key, byte[]> contents() {
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      contents.put(Key.of("/table/" + i), ("value " + i + " in a table").repeat(i).getBytes(UTF_8));
    }
    contents.remove(Key.of("/table/7"));
    contents.put(Key.of("/table/8"), "overwritten in the log".getBytes(UTF_8));
    contents.put(Key.of("/log/of bytes"), new byte[] {0, -1, 47});
    contents.put(Key.raw(new byte[] {0, 47, -1}), "under a raw key".getBytes(UTF_8));
    contents.put(Key.of("/empty"), new byte[0]);
    return contents;
  }

  /** Writes such a store, and leaves it open. */
  static Datastore write(Path store, RocksDbOptions options) {
    try (Datastore first = RocksDbDatastore.open(store, options)) {
      for (int i = 0; i < 50; i++) {
        first.put(Key.of("/table/" + i), ("value " + i + " in a table").repeat(i).getBytes(UTF_8));
      }
    }
    RocksDbDatastore.open(store, options).close(); // what lay in the log is a table now
    Datastore second = RocksDbDatastore.open(store, options);
    second.delete(Key.of("/table/7"));
    contents()
        .forEach(
            (key, value) -> {
              if (!key.toString().startsWith("/table/") || key.equals(Key.of("/table/8"))) {
                second.put(key, value);
              }
            });
    second.sync(Key.ROOT);
    return second;
  }

  @ParameterizedTest
  @ValueSource(strings = {"small-records-1", "blocks-1"})
  void a_store_of_an_earlier_version_is_read(String name) throws Exception {
    Path copy = copyOfGolden(name);

    try (Datastore store = RocksDbDatastore.openReadOnly(copy, RocksDbOptions.forSmallRecords())) {
      assertHoldsContents(store);
      assertThat(Datastores.require(store, Check.class).check()).isEmpty();
    }
    for (RocksDbOptions options :
        new RocksDbOptions[] {RocksDbOptions.forBlocks(), RocksDbOptions.forBulkRebuild()}) {
      try (Datastore store = RocksDbDatastore.open(copy, options)) {
        assertHoldsContents(store);
        store.put(Key.of("/new"), new byte[1]);
        assertThat(store.size(Key.of("/new"))).hasValue(1);
        store.delete(Key.of("/new"));
      }
    }
  }

  private static void assertHoldsContents(Datastore store) {
    Map<Key, byte[]> contents = contents();
    contents.forEach(
        (key, value) -> {
          assertThat(store.get(key)).as("value of %s", key).hasValue(value);
          assertThat(store.size(key)).as("size of %s", key).hasValue(value.length);
        });
    for (Query query : new Query[] {Query.all(), Query.all().keysOnly()}) {
      assertThat(store.query(query.orderedBy(Order.KEY)).toList())
          .extracting(Entry::key)
          .containsExactlyElementsOf(contents.keySet());
    }
  }

  private Path copyOfGolden(String name) throws IOException, URISyntaxException {
    Path golden =
        Path.of(
            Objects.requireNonNull(GoldenStoresTest.class.getResource("golden/" + name)).toURI());
    return StoreSurgery.copy(golden, directory.resolve(name));
  }

  @Test
  void a_store_that_rocksdb_alone_wrote_is_read() throws RocksDBException {
    NativeLibrary.load();
    Path raw = directory.resolve("raw");
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, raw.toString())) {
      for (Map.Entry<Key, byte[]> entry : contents().entrySet()) {
        db.put(entry.getKey().toBytes(), entry.getValue());
      }
    }

    try (Datastore store = RocksDbDatastore.open(raw, RocksDbOptions.forBlocks())) {
      assertHoldsContents(store);
    }
  }

  @Test
  void what_is_written_now_is_read_like_what_was_written_then() {
    try (Datastore store = write(directory.resolve("now"), RocksDbOptions.forBlocks())) {
      assertHoldsContents(store);
    }
  }
}
