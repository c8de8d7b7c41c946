package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

final class SizeIndexTest {

  private static final int KEYS = 40;

  private static final RocksDbOptions WITH_INDEX =
      RocksDbOptions.forBlocks().toBuilder().countStatistics().build();
  private static final RocksDbOptions WITHOUT_INDEX = RocksDbOptions.forSmallRecords();

  @TempDir Path directory;

  @Test
  void what_is_large_is_not_read_to_be_found_measured_or_listed() {
    fill(WITH_INDEX);

    try (RocksDbDatastore store = open(WITH_INDEX)) {
      for (int i = 0; i < KEYS; i++) {
        assertThat(store.has(key(i))).isTrue();
        assertThat(store.size(key(i))).hasValue(200_000 + i);
        assertThat(store.has(Key.of("/absent/" + i))).isFalse();
      }
      assertThat(Datastores.count(store, Query.all().keysOnly())).isEqualTo(KEYS);
      assertThat(blocksRead(store)).isLessThan(4);

      for (int i = 0; i < KEYS; i++) {
        store.get(key(i));
      }
      assertThat(blocksRead(store)).isGreaterThanOrEqualTo(KEYS); // a value is a block of a table
    }
  }

  private static long blocksRead(RocksDbDatastore store) {
    return store.statistics().orElseThrow().count("block_cache_data_miss");
  }

  private void fill(RocksDbOptions options) {
    try (Datastore store = open(options)) {
      for (int i = 0; i < KEYS; i++) {
        store.put(key(i), new byte[200_000 + i]);
      }
    }
    open(options).close(); // what lay in the log is a table now
  }

  @Test
  void any_sequence_of_writes_and_openings_leaves_the_sizes_right() {
    Random random = Seeds.random();
    for (int opening = 0; opening < 12; opening++) {
      RocksDbOptions options = random.nextInt(3) == 0 ? WITHOUT_INDEX : WITH_INDEX;
      try (RocksDbDatastore store = open(options)) {
        for (int step = 0; step < 15; step++) {
          change(store, random);
          assertConsistent(store);
        }
      }
      try (RocksDbDatastore reader = RocksDbDatastore.openReadOnly(directory, options)) {
        assertConsistent(reader);
      }
    }
  }

  private static void change(RocksDbDatastore store, Random random) {
    Key key = key(random.nextInt(KEYS));
    switch (random.nextInt(9)) {
      case 0 -> store.delete(key);
      case 1 -> {
        try (Batch batch = store.batch()) {
          batch.put(key, new byte[random.nextInt(5_000)]);
          batch.delete(key(random.nextInt(KEYS)));
          batch.put(key(random.nextInt(KEYS)), new byte[random.nextInt(5_000)]);
          batch.commit();
        }
      }
      case 2 ->
          Datastores.require(store, RangeDelete.class)
              .deleteRange(KeyRange.ALL.from(key).before(key(random.nextInt(KEYS))));
      case 3, 4 -> load(store, random);
      case 5 -> Datastores.require(store, Compaction.class).compact(KeyRange.ALL);
      default -> store.put(key, new byte[random.nextInt(5_000)]);
    }
  }

  private static void load(RocksDbDatastore store, Random random) {
    try (Loader loader = Datastores.require(store, BulkLoad.class).bulkLoad()) {
      for (int i = random.nextInt(KEYS); i < KEYS; i += 1 + random.nextInt(10)) {
        loader.add(key(i), new byte[random.nextInt(5_000)]);
      }
      if (random.nextInt(4) > 0) {
        loader.commit();
      }
    }
  }

  /** Asserts that the sizes are those of the values, now and in a snapshot. */
  private static void assertConsistent(RocksDbDatastore store) {
    assertSizesFit(store);
    try (Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot()) {
      assertSizesFit(snapshot);
    }
  }

  private static void assertSizesFit(Datastore store) {
    List<Key> held = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      Key key = key(i);
      OptionalLong size =
          store.get(key).map(value -> OptionalLong.of(value.length)).orElse(OptionalLong.empty());
      assertThat(store.size(key)).as("size of %s", key).isEqualTo(size);
      assertThat(store.has(key)).as("has %s", key).isEqualTo(size.isPresent());
      if (size.isPresent()) {
        held.add(key);
      }
    }
    assertThat(store.query(Query.all().keysOnly()).toList())
        .extracting(Entry::key)
        .containsExactlyInAnyOrderElementsOf(held);
    assertThat(store.query(Query.all().sizesOnly()).toList())
        .allSatisfy(entry -> assertThat(store.size(entry.key())).isEqualTo(entry.size()))
        .hasSameSizeAs(held);
  }

  @Test
  void a_store_that_held_entries_before_it_had_the_index_is_read_without_it() {
    fill(WITHOUT_INDEX);

    try (RocksDbDatastore store = open(WITH_INDEX)) {
      store.put(key(0), new byte[7]);
      assertConsistent(store);
    }
    try (RocksDbDatastore store = open(WITH_INDEX)) {
      assertConsistent(store);
    }
  }

  @Test
  void loaded_entries_are_in_the_index_as_well() {
    fill(WITH_INDEX);
    try (RocksDbDatastore store = open(WITH_INDEX);
        Loader loader = Datastores.require(store, BulkLoad.class).bulkLoad()) {
      for (int i = 0; i < KEYS; i++) {
        loader.add(key(i), new byte[100_000 + i]);
      }
      loader.commit();
    }

    try (RocksDbDatastore store = open(WITH_INDEX)) {
      for (int i = 0; i < KEYS; i++) {
        assertThat(store.size(key(i))).hasValue(100_000 + i);
      }
      assertThat(blocksRead(store)).isLessThan(4);
    }
  }

  @Test
  void a_check_tells_of_entries_that_another_program_has_written() throws RocksDBException {
    fill(WITH_INDEX);
    try (RocksDbDatastore store = open(WITH_INDEX)) {
      assertThat(Datastores.require(store, Check.class).check()).isEmpty();
    }
    try (RocksDB bare = RocksDB.open(directory.toString())) {
      bare.put(key(KEYS).toBytes(), new byte[3]);
    }

    try (RocksDbDatastore store = open(WITH_INDEX)) {
      assertThat(Datastores.require(store, Check.class).check())
          .containsExactly(
              "the index of sizes says nothing where the entries say "
                  + key(KEYS)
                  + " (3 bytes): another program wrote here; copy the entries into a new store");
    }
  }

  private RocksDbDatastore open(RocksDbOptions options) {
    return RocksDbDatastore.open(directory, options);
  }

  private static Key key(int number) {
    return Key.of("/block/%03d".formatted(number));
  }
}
