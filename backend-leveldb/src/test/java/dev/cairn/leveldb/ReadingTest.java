package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.leveldb.OtherProcess.Deed;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReadingTest {

  private static final int ENTRIES = 3_000;

  @TempDir Path parent;

  private Path directory = Path.of("");

  /** Writes a store with tables and a log. */
  @BeforeEach
  void writeStore() {
    directory = parent.resolve("store");
    LevelDbOptions small = LevelDbOptions.defaults().toBuilder().writeBufferSize(64 << 10).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, small)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(key(i), new byte[100 + i % 50]);
      }
      store.put(OtherProcess.KEY, new byte[] {1});
    }
    LevelDbDatastore.open(directory, small).close();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, small)) {
      store.put(key(ENTRIES), new byte[] {2});
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void not_a_byte_of_the_store_changes_and_no_file_of_the_reader_stays(Driver driver)
      throws IOException {
    Map<String, String> before = contents(directory);
    List<Path> rooms = rooms();

    try (LevelDbDatastore reader = openReadOnly(driver)) {
      assertHoldsAll(reader);
      assertThat(rooms()).hasSize(rooms.size() + 1);
    }

    assertThat(contents(directory)).isEqualTo(before);
    assertThat(rooms()).containsExactlyInAnyOrderElementsOf(rooms);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void files_that_a_killed_process_left_are_not_written_to(Driver driver) throws IOException {
    for (int number = 0; number < 500; number++) {
      leave("%06d.sst".formatted(number));
      leave("%06d.ldb".formatted(number));
      leave("MANIFEST-%06d".formatted(number));
    }
    Map<String, String> before = contents(directory);

    try (LevelDbDatastore reader = openReadOnly(driver)) {
      assertHoldsAll(reader);
    }

    assertThat(contents(directory)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void any_number_of_readers_in_any_process_read_at_once(Driver driver) {
    LevelDbDatastore first = openReadOnly(driver);
    try (LevelDbDatastore second = openReadOnly(driver)) {
      assertHoldsAll(first);
      assertThat(OtherProcess.tries(Deed.READ, directory)).isEqualTo("done");
      first.close();
      assertHoldsAll(second);
      assertThat(OtherProcess.tries(Deed.WRITE, directory))
          .startsWith("DatastoreLockedException: cannot open the LevelDB store at " + directory);
      assertThat(OtherProcess.tries(Deed.READ, directory)).isEqualTo("done");
    }

    assertThat(OtherProcess.tries(Deed.WRITE, directory)).isEqualTo("done");
  }

  @Test
  void a_store_that_another_process_writes_to_is_refused() {
    OtherProcess.holding(
        Deed.WRITE,
        directory,
        () ->
            assertThatThrownBy(() -> openReadOnly(Driver.NATIVE))
                .isInstanceOf(DatastoreLockedException.class)
                .hasMessage(
                    "cannot open the LevelDB store at %s for reading: another process has it open for writing; close it there first"
                        .formatted(directory)));

    openReadOnly(Driver.NATIVE).close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void tables_under_their_newer_name_are_read(Driver driver) throws IOException {
    for (Path table : StoreSurgery.files(directory, "*.sst")) {
      Files.move(table, newer(table));
    }

    try (LevelDbDatastore reader = openReadOnly(driver)) {
      assertHoldsAll(reader);
    }

    assertThat(StoreSurgery.files(directory, "*.sst")).isEmpty();
  }

  @Test
  void an_unfinished_write_is_cut_off_for_the_reader_alone() throws IOException {
    Path log = StoreSurgery.files(directory, "[0-9]*.log").get(0);
    try (LevelDbDatastore reader = openReadOnly(Driver.NATIVE)) {
      assertThat(reader.has(key(ENTRIES))).isTrue();
    }
    StoreSurgery.resize(log, 20);
    byte[] torn = Files.readAllBytes(log);

    try (LevelDbDatastore reader = openReadOnly(Driver.NATIVE)) {
      assertThat(reader.has(key(0))).isTrue();
      assertThat(reader.has(key(ENTRIES))).isFalse();
    }

    assertThat(log).hasBinaryContent(torn);
  }

  @Test
  void damage_is_told_and_no_file_of_the_reader_stays() throws IOException {
    List<Path> rooms = rooms();
    Path log = StoreSurgery.files(directory, "[0-9]*.log").get(0);
    StoreSurgery.flipBit(log, 8 * 12);

    assertThatThrownBy(() -> openReadOnly(Driver.NATIVE))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("the LevelDB store at " + directory);

    assertThat(rooms()).containsExactlyInAnyOrderElementsOf(rooms);
    assertThat(OtherProcess.tries(Deed.LOCK, directory.resolve("LOCK"))).isEqualTo("done");
  }

  @Test
  void a_reader_that_finds_no_room_for_its_files_is_refused() throws IOException {
    List<Path> rooms = rooms();
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().diskReserve(1L << 60).build();

    assertThatThrownBy(() -> LevelDbDatastore.openReadOnly(directory, options))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("the folder for temporary files");

    assertThat(rooms()).containsExactlyInAnyOrderElementsOf(rooms);
  }

  /** Makes a file of that name, unless the store has one. */
  private void leave(String name) throws IOException {
    if (!Files.exists(directory.resolve(name))) {
      Files.writeString(directory.resolve(name), "left by a killed process");
    }
  }

  private LevelDbDatastore openReadOnly(Driver driver) {
    return LevelDbDatastore.openReadOnly(
        directory, LevelDbOptions.defaults().toBuilder().driver(driver).build());
  }

  private static void assertHoldsAll(LevelDbDatastore reader) {
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(reader.get(key(i))).contains(new byte[100 + i % 50]);
    }
    assertThat(reader.get(key(ENTRIES))).contains(new byte[] {2});
    assertThat(Datastores.count(reader, Query.all())).isEqualTo(ENTRIES + 2);
  }

  private static Key key(int number) {
    return Key.of("/entry/" + number);
  }

  private static Path newer(Path table) {
    return table.resolveSibling(table.getFileName().toString().replace(".sst", ".ldb"));
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : StoreSurgery.files(directory, "*")) {
      FileTime changed = Files.getLastModifiedTime(file);
      contents.put(
          file.getFileName().toString(),
          changed + " " + HexFormat.of().formatHex(Files.readAllBytes(file)));
    }
    contents.put(".", Files.getLastModifiedTime(directory).toString());
    return contents;
  }

  /** {@return the folders, among the temporary files, of readers of stores of this test} */
  private List<Path> rooms() throws IOException {
    List<Path> rooms = new ArrayList<>();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    for (Path room : StoreSurgery.files(temporary, "cairn-leveldb-*")) {
      if (isOfThisTest(room)) {
        rooms.add(room);
      }
    }
    return rooms;
  }

  private boolean isOfThisTest(Path room) throws IOException {
    try {
      for (Path file : StoreSurgery.files(room, "*")) {
        if (Files.isSymbolicLink(file)
            && Files.readSymbolicLink(file).startsWith(parent.toRealPath())) {
          return true;
        }
      }
    } catch (NoSuchFileException e) {
      // It is of another process, which is done with it.
    }
    return false;
  }
}
