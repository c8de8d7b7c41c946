package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OlderLogsTest {

  @TempDir Path parent;

  private final List<String> forced = new ArrayList<>();
  private StoreDirectory directory;
  private OlderLogs logs;

  @BeforeEach
  void claim() {
    directory = StoreDirectory.claim("LevelDB", parent.resolve("store"));
    logs = new OlderLogs(directory, file -> forced.add(file.getFileName().toString()));
  }

  @AfterEach
  void release() {
    directory.close();
  }

  @Test
  void all_logs_but_the_newest_are_forced_once() throws IOException {
    make("000009.log", "000010.log", "000123.log", "000001.sst");
    changedAt(Instant.EPOCH);

    logs.forceIfNew();
    assertThat(forced).containsExactly("000009.log", "000010.log");

    forced.clear();
    logs.forceIfNew();
    assertThat(forced).isEmpty();
  }

  @Test
  void when_there_is_a_newer_log_the_one_before_is_forced() throws IOException {
    make("000003.log");
    changedAt(Instant.EPOCH);
    logs.forceIfNew();
    assertThat(forced).isEmpty();

    make("000004.log");
    logs.forceIfNew();

    assertThat(forced).containsExactly("000003.log");
  }

  @Test
  void as_long_as_another_change_could_have_the_same_time_all_is_forced_again() throws IOException {
    make("000003.log", "000004.log");
    changedAt(Instant.now().plusSeconds(100));

    logs.forceIfNew();
    logs.forceIfNew();

    assertThat(forced).containsExactly("000003.log", "000003.log");
  }

  @Test
  void where_times_are_told_in_seconds_a_change_is_past_later() {
    FileTime fine = FileTime.from(Instant.ofEpochSecond(1_000, 5_000_000));
    FileTime coarse = FileTime.from(Instant.ofEpochSecond(1_000));

    assertThat(OlderLogs.isPast(fine, 1_000_020)).isFalse();
    assertThat(OlderLogs.isPast(fine, 1_000_030)).isTrue();
    assertThat(OlderLogs.isPast(coarse, 1_002_000)).isFalse();
    assertThat(OlderLogs.isPast(coarse, 1_002_200)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void the_library_makes_the_next_log_with_another_time_of_the_directory(Driver driver)
      throws IOException {
    Path path = parent.resolve(driver.name());
    LevelDbOptions options =
        LevelDbOptions.defaults().toBuilder().driver(driver).writeBufferSize(64 << 10).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(path, options);
        Batch batch = store.batch()) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
      for (int i = 0; i < 100; i++) {
        store.put(Key.of("/unsynced/" + i), new byte[1_000]);
      }
      assertThat(Files.getLastModifiedTime(path)).isGreaterThan(FileTime.from(Instant.EPOCH));
      batch.put(Key.of("/synced"), new byte[1]);
      batch.commit(Durability.SYNCED);
      assertThat(store.has(Key.of("/synced"))).isTrue();
    }
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.createFile(directory.path().resolve(name));
    }
  }

  private void changedAt(Instant time) throws IOException {
    Files.setLastModifiedTime(directory.path(), FileTime.from(time));
  }
}
