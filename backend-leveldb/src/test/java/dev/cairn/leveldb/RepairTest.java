package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Check;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.leveldb.OtherProcess.Deed;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RepairTest {

  private static final int ENTRIES = 3_000;
  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder().driver(Driver.NATIVE).writeBufferSize(64 << 10).build();

  @TempDir Path parent;

  private Path directory = Path.of("");

  private void writeStore(Compression compression) {
    LevelDbOptions options = OPTIONS.toBuilder().compression(compression).build();
    directory = parent.resolve("store");
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(key(i), value(i));
      }
      store.put(OtherProcess.KEY, value(0));
    }
  }

  @BeforeEach
  void writeStore() {
    writeStore(Compression.SNAPPY);
  }

  @Test
  void a_sound_store_loses_nothing() {
    assertThat(LevelDbDatastore.repair(directory, OPTIONS))
        .anyMatch(sentence -> sentence.startsWith("a new manifest was written over"))
        .last()
        .asString()
        .startsWith("its tables were merged into");

    assertThat(assertHoldsOnlyWhatWasPut()).isEqualTo(ENTRIES + 1);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void without_its_damaged_block_a_table_is_kept(Compression compression) throws IOException {
    parent = Files.createDirectory(parent.resolve("other"));
    writeStore(compression);
    Path table = StoreSurgery.files(directory, "*.sst").get(0);
    byte[] damaged = flipped(table, 8 * 50);

    List<String> done = LevelDbDatastore.repair(directory, OPTIONS);

    assertThat(done)
        .first()
        .asString()
        .startsWith("1 damaged blocks were left out of " + table.getFileName());
    assertThat(directory.resolve("lost").resolve(table.getFileName() + ".whole"))
        .hasBinaryContent(damaged);
    assertThat(table.resolveSibling(table.getFileName() + ".tmp")).doesNotExist();
    // Nothing is missing where a table that LevelDB was about to delete had the same entries.
    assertThat(assertHoldsOnlyWhatWasPut()).isBetween(ENTRIES - 50, ENTRIES + 1);
  }

  @Test
  void a_table_without_its_index_is_set_aside() throws IOException {
    Path table = StoreSurgery.files(directory, "*.sst").get(0);
    byte[] damaged = flipped(table, 8 * (Files.size(table) - 60));
    assertThatThrownBy(() -> LevelDbDatastore.open(directory, OPTIONS))
        .isInstanceOf(CorruptDataException.class);

    List<String> done = LevelDbDatastore.repair(directory, OPTIONS);

    assertThat(done)
        .first()
        .asString()
        .startsWith(table.getFileName() + " was set aside: Corruption: ");
    assertThat(directory.resolve("lost").resolve(table.getFileName() + ".whole"))
        .hasBinaryContent(damaged);
    assertThat(table.resolveSibling(table.getFileName() + ".tmp")).doesNotExist();
    assertThat(assertHoldsOnlyWhatWasPut()).isLessThan(ENTRIES);
  }

  @Test
  void whatever_bits_are_flipped_a_repaired_store_opens_and_shows_only_what_was_put()
      throws IOException {
    Random random = Seeds.random();
    for (String kind : List.of("*.sst", "*.log", "MANIFEST-*", "CURRENT")) {
      for (int round = 0; round < 4; round++) {
        Path original = directory;
        directory = StoreSurgery.copy(original, parent.resolve(kind.charAt(2) + "copy-" + round));
        for (Path file : StoreSurgery.files(directory, kind)) {
          StoreSurgery.flipBit(file, random.nextLong(8 * Files.size(file)));
        }

        LevelDbDatastore.repair(directory, OPTIONS);

        assertThat(assertHoldsOnlyWhatWasPut()).isPositive();
        directory = original;
      }
    }
  }

  @Test
  void without_a_manifest_all_tables_and_logs_count() throws IOException {
    for (Path file : StoreSurgery.files(directory, "{MANIFEST-*,CURRENT}")) {
      Files.delete(file);
    }

    LevelDbDatastore.repair(directory, OPTIONS);

    assertThat(assertHoldsOnlyWhatWasPut()).isEqualTo(ENTRIES + 1);
  }

  /** Repairs take the table with the greatest number for the newest, which a merged one is not. */
  @Test
  void values_that_were_overwritten_and_keys_that_were_deleted_do_not_come_back()
      throws IOException {
    directory = parent.resolve("overwritten");
    LevelDbOptions large = OPTIONS.toBuilder().writeBufferSize(16 << 20).build();
    Map<Key, byte[]> expected = new HashMap<>();
    for (int round = 1; round <= 3; round++) {
      try (LevelDbDatastore store = LevelDbDatastore.open(directory, large)) {
        for (int i = 0; i < ENTRIES; i += round) {
          byte[] value = new byte[2_000];
          new Random(ENTRIES * round + i).nextBytes(value);
          store.put(key(i), value);
          expected.put(key(i), value);
        }
        for (int i = round; round > 1 && i < ENTRIES; i += 2 * round + 1) {
          store.delete(key(i));
          expected.remove(key(i));
        }
      }
    }
    LevelDbDatastore.open(directory, large).close(); // what lay in the log is a table now
    List<Path> tables = StoreSurgery.files(directory, "*.sst");
    assertThat(tables).hasSize(3);
    Path aside = directory.resolve("aside");
    Files.move(tables.get(0), aside);
    Files.move(tables.get(2), tables.get(0));
    Files.move(aside, tables.get(2));

    LevelDbDatastore.repair(directory, large);

    try (LevelDbDatastore store = LevelDbDatastore.open(directory, large)) {
      for (int i = 0; i < ENTRIES; i++) {
        assertThat(store.get(key(i)).orElse(null))
            .as("entry %d", i)
            .isEqualTo(expected.get(key(i)));
      }
      assertThat(Datastores.count(store, Query.all())).isEqualTo(expected.size());
      assertThat(store.property("leveldb.num-files-at-level0")).contains("0");
    }
  }

  @Test
  void a_table_that_cannot_be_read_for_another_reason_than_damage_is_left() throws IOException {
    Path unreadable = Files.createDirectory(directory.resolve("999999.sst"));
    for (int i = 0; i < 10; i++) {
      Files.createFile(unreadable.resolve("so that the directory has some size " + i));
    }

    assertThatThrownBy(() -> LevelDbDatastore.repair(directory, OPTIONS))
        .isInstanceOf(DatastoreException.class);

    assertThat(unreadable).isDirectory();
    assertThat(directory.resolve("lost")).doesNotExist();
  }

  @Test
  void what_an_earlier_repair_set_aside_is_kept() throws IOException {
    LevelDbDatastore.repair(directory, OPTIONS);
    Files.writeString(directory.resolve("lost").resolve("MANIFEST-000001"), "earlier");

    assertThat(LevelDbDatastore.repair(directory, OPTIONS))
        .contains("what an earlier repair set aside is now in lost-1");

    assertThat(directory.resolve("lost-1").resolve("MANIFEST-000001")).hasContent("earlier");
    assertThat(directory.resolve("lost")).isDirectory();
  }

  @Test
  void a_store_in_use_is_left() {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, OPTIONS)) {
      assertThatThrownBy(() -> LevelDbDatastore.repair(directory, OPTIONS))
          .isInstanceOf(DatastoreLockedException.class);
      assertThat(store.has(key(0))).isTrue();
    }
    OtherProcess.holding(
        Deed.WRITE,
        directory,
        () ->
            assertThatThrownBy(() -> LevelDbDatastore.repair(directory, OPTIONS))
                .isInstanceOf(DatastoreLockedException.class)
                .hasMessageContaining("another process has it open"));
    assertThat(directory.resolve("lost")).doesNotExist();
  }

  @Test
  void where_nothing_can_be_repaired_the_error_says_what_can() throws IOException {
    Path empty = Files.createDirectory(parent.resolve("empty"));
    LevelDbOptions java = OPTIONS.toBuilder().driver(Driver.PURE_JAVA).build();

    assertThatThrownBy(() -> LevelDbDatastore.repair(empty, OPTIONS))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("neither a table nor a log is there");
    assertThatThrownBy(() -> LevelDbDatastore.repair(parent.resolve("absent"), OPTIONS))
        .hasMessageContaining("there is no such directory");
    assertThatThrownBy(() -> LevelDbDatastore.repair(directory, java))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("use Driver.NATIVE");
    assertThat(empty).isEmptyDirectory();
  }

  private byte[] flipped(Path file, long bit) throws IOException {
    StoreSurgery.flipBit(file, bit);
    return Files.readAllBytes(file);
  }

  /** Opens the repaired store, which must be sound; returns how many entries it has. */
  private int assertHoldsOnlyWhatWasPut() {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, OPTIONS)) {
      assertThat(Datastores.require(store, Check.class).check()).isEmpty();
      List<Entry> entries = store.query(Query.all()).toList();
      for (Entry entry : entries) {
        int number =
            entry.key().equals(OtherProcess.KEY) ? 0 : Integer.parseInt(entry.key().name());
        assertThat(entry.value()).isEqualTo(value(number));
      }
      return entries.size();
    }
  }

  private static Key key(int number) {
    return Key.of("/entry/" + number);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[100 + number % 50];
    new Random(number).nextBytes(value);
    return value;
  }
}
