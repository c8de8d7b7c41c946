package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Check;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckTest {

  private static final int ENTRIES = 200;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void each_damage_is_told_with_its_file(Driver driver) throws IOException {
    LevelDbOptions options = options(driver);
    writeTable(options);
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      store.put(Key.of("/in/the/log"), new byte[100]);
      assertThat(check(store)).isEmpty();

      Path table = only("*.sst");
      Path log = only("[0-9]*.log");
      StoreSurgery.flipBit(table, 8 * 100);
      StoreSurgery.flipBit(table, 8 * 9_000);
      StoreSurgery.flipBit(log, 8 * 50);

      List<String> findings = check(store);
      assertThat(findings).hasSize(3);
      assertThat(findings.get(0))
          .isEqualTo(
              "%s: the checksum of the block at byte 0 does not fit"
                  .formatted(table.getFileName()));
      assertThat(findings.get(1))
          .startsWith(table.getFileName() + ": the checksum of the block at byte ");
      assertThat(findings.get(2))
          .startsWith(log.getFileName() + ": the record at byte 0 is damaged");

      Files.delete(table);
      assertThat(check(store)).first().isEqualTo(table.getFileName() + ": it is missing");
      StoreSurgery.flipBit(only("MANIFEST-*"), 8 * 20);
      assertThat(check(store)).first().asString().startsWith("MANIFEST-");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void a_store_that_is_written_to_is_found_sound(Driver driver) {
    Random random = Seeds.random();
    LevelDbOptions small = options(driver).toBuilder().writeBufferSize(256 << 10).build();
    AtomicBoolean done = new AtomicBoolean();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, small);
        Together threads = new Together()) {
      threads.start(
          () -> {
            while (!done.get()) {
              byte[] value = new byte[random.nextInt(random.nextInt(10) == 0 ? 60_000 : 1_000)];
              store.put(Key.of("/key/" + random.nextInt(500)), value);
            }
          });
      threads.start(
          () -> {
            try {
              for (int i = 0; i < 15; i++) {
                assertThat(check(store)).isEmpty();
              }
            } finally {
              done.set(true);
            }
          });
    }
  }

  @Test
  void where_the_storage_is_trusted_no_read_looks_for_damage_but_a_check_does() throws IOException {
    LevelDbOptions options = options(Driver.NATIVE);
    writeTable(options);
    StoreSurgery.flipBit(only("*.sst"), 8 * 100);

    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      assertThatThrownBy(() -> store.get(key(0))).isInstanceOf(CorruptDataException.class);
    }
    LevelDbOptions trusting = options.toBuilder().trustStorage().build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, trusting)) {
      assertThat(store.get(key(0)).orElseThrow()).hasSize(200).isNotEqualTo(new byte[200]);
      assertThat(check(store)).hasSize(1);
    }
  }

  private static LevelDbOptions options(Driver driver) {
    return LevelDbOptions.defaults().toBuilder()
        .driver(driver)
        .compression(Compression.NONE)
        .build();
  }

  private void writeTable(LevelDbOptions options) {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(key(i), new byte[200]);
      }
    }
    LevelDbDatastore.open(directory, options).close(); // what lay in the log is a table now
  }

  private static List<String> check(LevelDbDatastore store) {
    return Datastores.require(store, Check.class).check();
  }

  private static Key key(int number) {
    return Key.of("/key/%05d".formatted(number));
  }

  private Path only(String glob) throws IOException {
    List<Path> files = StoreSurgery.files(directory, glob);
    assertThat(files).hasSize(1);
    return files.get(0);
  }
}
