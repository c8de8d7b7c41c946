package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small keys and values are copied otherwise than large ones, and large ones are read fewer at a
 * time: each comes whole, wherever a small one is followed by a large one or the other way round.
 */
final class ManySizesTest {

  private static final int[] SIZES = {0, 1, 100, 1023, 1024, 1025, 4096, 300_000};

  @TempDir private Path directory;

  private static Map<Key, byte[]> contents() {
    Map<Key, byte[]> contents = new TreeMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      byte[] value = new byte[SIZES[random.nextInt(SIZES.length)]];
      random.nextBytes(value);
      String filling = "k".repeat(new int[] {1, 200, 251, 252, 700}[i % 5]);
      contents.put(Key.of("/%02d/%s".formatted(i, filling)), value);
    }
    return contents;
  }

  private RocksDbDatastore filled(boolean forBlocks) {
    RocksDbDatastore store =
        RocksDbDatastore.open(
            directory, forBlocks ? RocksDbOptions.forBlocks() : RocksDbOptions.forSmallRecords());
    contents().forEach(store::put);
    return store;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_listing_shows_entries_of_all_sizes_whole_both_ways(boolean forBlocks) {
    Map<Key, byte[]> contents = contents();
    List<Key> keys = new ArrayList<>(contents.keySet());
    try (RocksDbDatastore store = filled(forBlocks)) {
      for (Order order : List.of(Order.KEY, Order.KEY_DESCENDING)) {
        List<Entry> listed = store.query(Query.all().orderedBy(order)).toList();

        assertThat(listed).extracting(Entry::key).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(listed)
            .allSatisfy(entry -> assertThat(entry.value()).isEqualTo(contents.get(entry.key())));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_listing_of_sizes_shows_all_of_them(boolean forBlocks) {
    Map<Key, byte[]> contents = contents();
    try (RocksDbDatastore store = filled(forBlocks)) {
      assertThat(store.query(Query.all().sizesOnly()).toList())
          .hasSameSizeAs(contents.keySet())
          .allSatisfy(entry -> assertThat(entry.size()).hasValue(contents.get(entry.key()).length));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void many_values_at_once_come_under_their_own_keys(boolean forBlocks) {
    Map<Key, byte[]> contents = contents();
    List<Key> wanted = new ArrayList<>();
    for (Key key : contents.keySet()) {
      wanted.add(key);
      wanted.add(key.child(Key.of("absent")));
    }
    try (RocksDbDatastore store = filled(forBlocks)) {
      Map<Key, byte[]> found = store.getAll(wanted);

      assertThat(found.keySet()).containsExactlyElementsOf(contents.keySet());
      found.forEach((key, value) -> assertThat(value).isEqualTo(contents.get(key)));
    }
  }

  @Test
  void what_was_just_written_is_not_taken_for_absent_by_the_filter_of_the_buffer() {
    try (RocksDbDatastore store =
        RocksDbDatastore.open(directory, RocksDbOptions.forSmallRecords())) {
      for (int i = 0; i < 1_000; i++) {
        Key key = Key.of("/written/" + i);
        store.put(key, new byte[] {(byte) i});
        assertThat(store.has(key)).as("%s", key).isTrue();
        assertThat(store.get(key)).hasValue(new byte[] {(byte) i});
        store.delete(key);
        assertThat(store.has(key)).as("%s", key).isFalse();
      }
    }
  }
}
