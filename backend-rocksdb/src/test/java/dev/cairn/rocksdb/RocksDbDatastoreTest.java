package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbDatastoreTest {

  private static final int WRITES = 100;

  @TempDir Path directory;

  private Path store = Path.of("");
  private int copies;

  @BeforeEach
  void writeStoreWhoseLogHoldsEverything() {
    store = directory.resolve("store");
    try (Datastore datastore = open(store)) {
      for (int i = 0; i < WRITES; i++) {
        datastore.put(key(i), new byte[i * 10]);
      }
    }
  }

  @Test
  void a_flipped_bit_in_a_log_is_an_exception() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 20; round++) {
      Path copy = copy();
      Path log = logOf(copy);
      StoreSurgery.flipBit(log, random.nextLong(8 * Files.size(log)));

      assertThatThrownBy(() -> open(copy))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("cannot open the RocksDB store at " + copy + ": Corruption: ")
          .hasMessageEndingWith(
              "; the files are left as they are: restore them from a copy, or repair them")
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void the_store_of_another_engine_is_refused_and_left() throws IOException {
    Path copy = copy();
    for (Path own : StoreSurgery.files(copy, "{IDENTITY,OPTIONS-*}")) {
      Files.delete(own);
    }
    List<Path> before = StoreSurgery.files(copy, "*");

    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> open(copy))
          .isInstanceOf(DatastoreException.class)
          .hasMessage(
              "cannot open the RocksDB store at %s: the files there are not RocksDB's (there is neither an IDENTITY nor an OPTIONS file, as with LevelDB); open it with the engine that wrote it"
                  .formatted(copy));
    }

    assertThat(StoreSurgery.files(copy, "*")).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void a_missing_table_is_damage() throws IOException {
    open(store).close(); // what lay in the log is a table now
    for (Path table : StoreSurgery.files(store, "*.sst")) {
      Files.delete(table);
    }

    assertThatThrownBy(() -> open(store))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void two_log_files_at_most_lie_beside_the_data() throws IOException {
    for (int opening = 0; opening < 6; opening++) {
      open(store).close();
    }

    assertThat(StoreSurgery.files(store, "LOG*")).hasSizeLessThanOrEqualTo(2);
  }

  private static Datastore open(Path path) {
    return RocksDbDatastore.open(path, RocksDbOptions.forSmallRecords());
  }

  private static Key key(int write) {
    return Key.of("/write/%04d".formatted(write));
  }

  private Path copy() throws IOException {
    return StoreSurgery.copy(store, directory.resolve("copy-" + copies++));
  }

  private static Path logOf(Path store) throws IOException {
    return StoreSurgery.files(store, "[0-9]*.log").stream()
        .filter(log -> log.toFile().length() > 0)
        .findFirst()
        .orElseThrow();
  }
}
