package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForeignFilesTest {

  private static final Key KEY = Key.of("/key");

  @TempDir Path directory;

  @BeforeEach
  void writeStoreWithTable() {
    try (LevelDbDatastore store = open()) {
      store.put(KEY, new byte[] {1});
    }
    open().close(); // what lay in the log is a table now
  }

  @Test
  void the_store_of_another_engine_is_refused_and_left() throws IOException {
    Path foreign = Files.createFile(directory.resolve("OPTIONS-000007"));

    assertThatThrownBy(this::open)
        .isInstanceOf(DatastoreException.class)
        .hasMessage(
            "cannot open the LevelDB store at %s: the files there are not LevelDB's (there is an OPTIONS file, as RocksDB writes); open it with the engine that wrote it"
                .formatted(directory));

    Files.delete(foreign);
    assertThatTheStoreIsWhole();
  }

  @Test
  void tables_under_their_newer_name_are_refused_with_the_cure() throws IOException {
    Path table = table();
    Path newer = directory.resolve(table.getFileName().toString().replace(".sst", ".ldb"));
    Files.move(table, newer);

    assertThatThrownBy(this::open)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("named .ldb")
        .hasMessageContaining("LevelDbAdoption.adopt");

    Files.move(newer, table);
    assertThatTheStoreIsWhole();
  }

  @Test
  void a_missing_table_is_damage() throws IOException {
    Files.delete(table());

    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageStartingWith("cannot open the LevelDB store at " + directory + ": Corruption: ");
  }

  private void assertThatTheStoreIsWhole() {
    try (LevelDbDatastore store = open()) {
      assertThat(store.get(KEY)).contains(new byte[] {1});
    }
  }

  private LevelDbDatastore open() {
    return LevelDbDatastore.open(directory, LevelDbOptions.defaults());
  }

  private Path table() throws IOException {
    return StoreSurgery.files(directory, "*.sst").get(0);
  }
}
