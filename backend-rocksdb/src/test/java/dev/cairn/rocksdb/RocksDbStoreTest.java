package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.View;
import dev.cairn.rocksdb.RocksDbOptions.LogLevel;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What RocksDB alone can do, and how it does what others can. */
final class RocksDbStoreTest {

  private static final Key KEY = Key.of("/key");
  private static final RocksDbOptions OPTIONS = RocksDbOptions.forSmallRecords();

  @TempDir Path directory;

  @Test
  void a_store_tells_what_rocksdb_says_of_itself() {
    try (RocksDbDatastore store = open(OPTIONS)) {
      store.put(KEY, new byte[1000]);

      assertThat(store.property("rocksdb.estimate-num-keys")).hasValue("1");
      assertThat(store.property("rocksdb.nothing-of-that-name")).isEmpty();
    }
  }

  @Test
  void a_store_measures_ranges_and_memory() {
    try (RocksDbDatastore store = open(OPTIONS)) {
      for (int i = 0; i < 100; i++) {
        store.put(Key.of("/a/" + i), new byte[10_000]);
        store.put(Key.of("/b/" + i), new byte[1_000]);
      }
      assertThat(store.memoryUsage().writeBuffers()).isBetween(1_000_000L, 20_000_000L);
      assertThat(store.memoryUsage().total()).isLessThan(20_000_000);
    }
    try (RocksDbDatastore store = open(OPTIONS)) { // what lay in the log is a table now
      long large = store.approximateSize(KeyRange.below(Key.of("/a")));
      long all = store.approximateSize(KeyRange.ALL);

      assertThat(large).isBetween(1L, all);
      assertThat(all).isLessThan(2_000_000);
      assertThat(store.approximateSize(KeyRange.ALL.from(Key.of("/b")).before(Key.of("/a"))))
          .isZero();
    }
  }

  @Test
  void a_value_of_any_size_is_shown_under_a_key_of_any_length_and_within_another() {
    try (RocksDbDatastore store = open(RocksDbOptions.forBlocks())) {
      View view = Datastores.require(store, View.class);
      Key longKey = Key.of("/key".repeat(500));
      store.put(longKey, new byte[6_000_000]);
      store.put(KEY, new byte[] {1, 2, 3});
      for (int round = 0; round < 20; round++) {
        assertThat(
                view.view(
                    longKey,
                    large ->
                        large.remaining() + view.view(KEY, small -> small.get(2)).orElseThrow()))
            .hasValue(6_000_003);
      }
    }
  }

  @Test
  void statistics_are_there_where_they_are_asked_for() {
    try (RocksDbDatastore store = open(OPTIONS)) {
      assertThat(store.statistics()).isEmpty();
    }
    try (RocksDbDatastore store = open(OPTIONS.toBuilder().countStatistics().build())) {
      store.put(KEY, new byte[1000]);
      RocksDbStatistics one = store.statistics().orElseThrow();
      store.put(KEY, new byte[1000]);
      RocksDbStatistics two = store.statistics().orElseThrow();

      assertThat(two.count("number_keys_written") - one.count("number_keys_written")).isEqualTo(1);
      assertThatThrownBy(() -> two.count("sheep"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("RocksDB counts no \"sheep\"; it counts [");
    }
  }

  @Test
  void rocksdb_logs_where_and_what_it_is_told() throws IOException {
    Path logs = directory.resolve("logs");
    RocksDbOptions.Builder options = OPTIONS.toBuilder().logDirectory(logs);

    open(options.logLevel(LogLevel.FATAL).build()).close();
    long silent = bytesIn(logs);
    open(options.logLevel(LogLevel.DEBUG).build()).close();

    assertThat(bytesIn(logs)).isGreaterThan(silent + 1000);
    assertThat(StoreSurgery.files(directory.resolve("store"), "LOG*")).isEmpty();
  }

  private static long bytesIn(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : StoreSurgery.files(folder, "*")) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  @Test
  void what_a_killed_load_left_is_gone_when_the_store_is_opened_for_writing() throws IOException {
    try (RocksDbDatastore store = open(OPTIONS);
        Loader loader = Datastores.require(store, BulkLoad.class).bulkLoad()) {
      loader.add(KEY, new byte[1000]);
      StoreSurgery.copy(directory.resolve("store"), directory.resolve("killed"));
    }
    Path left = directory.resolve("killed").resolve("cairn-loads");
    assertThat(left).isNotEmptyDirectory();

    RocksDbDatastore.openReadOnly(directory.resolve("killed"), OPTIONS).close();
    assertThat(left).isNotEmptyDirectory();
    try (Datastore store = RocksDbDatastore.open(directory.resolve("killed"), OPTIONS)) {
      assertThat(left).doesNotExist();
      assertThat(store.has(KEY)).isFalse();
    }
  }

  @Test
  void a_load_of_many_tables_comes_in_one_step_and_leaves_no_files_beside() throws IOException {
    RocksDbOptions small = OPTIONS.toBuilder().targetFileSize(64 << 10).build();
    try (RocksDbDatastore store = open(small);
        Loader loader = Datastores.require(store, BulkLoad.class).bulkLoad()) {
      for (int i = 1000; i < 2000; i++) {
        loader.add(Key.of("/load/" + i), new byte[1000]);
      }
      assertThat(Datastores.count(store, Query.all())).isZero();
      loader.commit();

      assertThat(Datastores.count(store, Query.all())).isEqualTo(1000);
      Path store0 = directory.resolve("store");
      assertThat(StoreSurgery.files(store0, "*.sst")).hasSizeGreaterThan(10);
      assertThat(store0.resolve("cairn-loads")).isEmptyDirectory();
    }
  }

  @Test
  void storage_that_is_trusted_is_believed() throws IOException {
    byte[] value = "a value that is found ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    RocksDbOptions blocks = RocksDbOptions.forBlocks();
    try (Datastore store = open(blocks)) {
      store.put(KEY, value);
    }
    open(blocks).close(); // what lay in the log is a table now
    Path table = tableWith(value);
    int at = new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1).indexOf("a value");
    StoreSurgery.flipBit(table, 8L * (at + 2));

    try (Datastore store = open(blocks)) {
      assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(CorruptDataException.class);
    }
    try (Datastore store = open(blocks.toBuilder().trustStorage().build())) {
      assertThat(store.get(KEY).orElseThrow()).startsWith('a', ' ', 'w', 'a').hasSameSizeAs(value);
    }
  }

  private Path tableWith(byte[] value) throws IOException {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    for (Path table : StoreSurgery.files(directory.resolve("store"), "*.sst")) {
      if (new String(Files.readAllBytes(table), StandardCharsets.ISO_8859_1).contains(text)) {
        return table;
      }
    }
    throw new AssertionError("no table holds the value");
  }

  @Test
  void a_store_that_is_filled_anew_is_compacted_when_it_is_asked_for() throws IOException {
    RocksDbOptions rebuild =
        RocksDbOptions.forBulkRebuild().toBuilder().writeBufferSize(64 << 10).build();
    try (RocksDbDatastore store = open(rebuild)) {
      for (int i = 0; i < 2000; i++) {
        store.put(Key.of("/" + i * 7919 % 2000), new byte[1000 + i]);
      }
      Datastores.require(store, Compaction.class).compact(KeyRange.ALL);
      assertThat(StoreSurgery.files(directory.resolve("store"), "*.sst"))
          .hasSizeLessThanOrEqualTo(2);
    }
    try (Datastore store = open(OPTIONS)) {
      assertThat(Datastores.count(store, Query.all())).isEqualTo(2000);
    }
  }

  @Test
  void a_checkpoint_never_takes_the_place_where_somebody_may_have_files() throws IOException {
    Path target = directory.resolve("copy");
    Path occupied = Files.createDirectory(directory.resolve("copy.tmp"));
    Files.writeString(occupied.resolve("file"), "content");
    try (RocksDbDatastore store = open(OPTIONS)) {
      Checkpoint checkpoint = Datastores.require(store, Checkpoint.class);

      assertThatThrownBy(() -> checkpoint.checkpoint(target))
          .isInstanceOf(DatastoreException.class)
          .hasMessage(
              "cannot make the checkpoint %s of %s: %s exists, where RocksDB would make it; remove that, or give the checkpoint another name"
                  .formatted(target, store, occupied));
    }

    assertThat(occupied.resolve("file")).hasContent("content");
    assertThat(target).doesNotExist();
  }

  @Test
  void a_store_open_for_reading_makes_no_checkpoints_since_they_would_lack_the_log() {
    open(OPTIONS).close();

    try (RocksDbDatastore reader = reader()) {
      assertThat(reader.capability(Checkpoint.class)).isEqualTo(Optional.empty());
    }
  }

  @Test
  void several_may_read_a_store_at_once_and_nobody_write_meanwhile() {
    try (Datastore store = open(OPTIONS)) {
      store.put(KEY, new byte[] {1});
    }

    try (Datastore one = reader();
        Datastore two = reader()) {
      assertThat(one.get(KEY)).hasValue(new byte[] {1});
      one.close();
      one.close();
      assertThat(two.get(KEY)).hasValue(new byte[] {1});
      assertThatThrownBy(() -> open(OPTIONS)).isInstanceOf(DatastoreException.class);
    }
    try (Datastore store = open(OPTIONS)) {
      assertThatThrownBy(this::reader).isInstanceOf(DatastoreException.class);
      assertThat(store.get(KEY)).hasValue(new byte[] {1});
    }
  }

  @Test
  void reading_changes_not_a_byte() throws IOException {
    RocksDbOptions blocks = RocksDbOptions.forBlocks();
    Path live = directory.resolve("store");
    Path copy = directory.resolve("copy");
    try (Datastore store = open(blocks)) {
      store.put(KEY, new byte[] {1});
    }
    try (Datastore store = open(blocks)) {
      store.put(Key.of("/in/the/log"), new byte[] {2});
      StoreSurgery.copy(live, copy);
    }
    List<String> before = contents(copy);

    try (RocksDbDatastore reader = RocksDbDatastore.openReadOnly(copy, blocks)) {
      assertThat(reader.query(Query.all()).toList()).hasSize(2);
      assertThat(reader.memoryUsage().total()).isPositive();
      reader.sync(Key.ROOT);
    }

    assertThat(contents(copy)).isEqualTo(before);
  }

  /** Returns names, times and bytes of all files. */
  private static List<String> contents(Path folder) throws IOException {
    List<Path> files = StoreSurgery.files(folder, "*");
    files.add(folder);
    return files.stream().sorted().map(RocksDbStoreTest::describe).toList();
  }

  private static String describe(Path file) {
    try {
      String bytes =
          Files.isDirectory(file)
              ? ""
              : new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return file + " " + Files.getLastModifiedTime(file) + " " + bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RocksDbDatastore open(RocksDbOptions options) {
    return RocksDbDatastore.open(directory.resolve("store"), options);
  }

  private RocksDbDatastore reader() {
    return RocksDbDatastore.openReadOnly(directory.resolve("store"), OPTIONS);
  }
}
