package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.LevelDbOptions.Driver;
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

final class UnfinishedWriteTest {

  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder().driver(Driver.NATIVE).build();
  private static final LevelDbOptions PARANOID = OPTIONS.toBuilder().paranoidChecks(true).build();

  private static final int WRITES = 120;

  @TempDir Path directory;

  private final Random random = Seeds.random();
  private Path store = Path.of("");
  private int copies;

  @BeforeEach
  void writeStoreWhoseLogHoldsEverything() {
    store = directory.resolve("store");
    try (LevelDbDatastore datastore = LevelDbDatastore.open(store, OPTIONS)) {
      for (int i = 0; i < WRITES; i++) {
        byte[] value = new byte[i % 40 == 7 ? 100_000 : random.nextInt(2_000)];
        random.nextBytes(value);
        datastore.put(key(i), value);
      }
    }
  }

  @Test
  void a_flipped_bit_in_a_log_is_an_exception_and_the_log_is_left() throws IOException {
    for (int round = 0; round < 20; round++) {
      Path copy = copy();
      Path log = logOf(copy);
      StoreSurgery.flipBit(log, random.nextLong(8 * Files.size(log)));
      byte[] damaged = Files.readAllBytes(log);

      assertThatThrownBy(() -> LevelDbDatastore.open(copy, OPTIONS))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageStartingWith("cannot open the LevelDB store at " + copy + ": Corruption: ")
          .hasMessageEndingWith(
              "; the files are left as they are: restore them from a copy, or repair them")
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(log).hasBinaryContent(damaged);
    }
  }

  @Test
  void with_paranoid_checks_an_unfinished_write_keeps_the_store_from_opening() throws IOException {
    Path copy = copy();
    Path log = logOf(copy);
    StoreSurgery.resize(log, Files.size(log) - 1);
    byte[] cut = Files.readAllBytes(log);

    assertThatThrownBy(() -> LevelDbDatastore.open(copy, PARANOID))
        .isInstanceOf(CorruptDataException.class);

    assertThat(log).hasBinaryContent(cut);
    assertThat(writesHeld(copy)).isEqualTo(WRITES - 1);
  }

  /** Opens a store, whose entries must be those of the first writes, and returns how many. */
  private static int writesHeld(Path path) {
    try (LevelDbDatastore datastore = LevelDbDatastore.open(path, OPTIONS)) {
      List<Entry> entries = datastore.query(Query.all().keysOnly()).toList();
      for (int i = 0; i < entries.size(); i++) {
        assertThat(entries.get(i).key()).isEqualTo(key(i));
      }
      return entries.size();
    }
  }

  private static Key key(int write) {
    return Key.of("/write/%04d".formatted(write));
  }

  private Path copy() throws IOException {
    return StoreSurgery.copy(store, directory.resolve("copy-" + copies++));
  }

  private static Path logOf(Path store) throws IOException {
    List<Path> logs = StoreSurgery.files(store, "[0-9]*.log");
    assertThat(logs).hasSize(1);
    return logs.get(0);
  }
}
