package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Key;
import dev.cairn.leveldb.OtherProcess.Deed;
import dev.cairn.testkit.StoreSurgery;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LevelDbAdoptionTest {

  private static final int ENTRIES = 2_000;

  @TempDir Path repository;

  private Path directory = Path.of("");
  private int tables;

  @BeforeEach
  void writeStoreAsNewerProgramsDo() throws IOException {
    directory = repository.resolve("datastore");
    LevelDbOptions small = LevelDbOptions.defaults().toBuilder().writeBufferSize(64 << 10).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, small)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(key(i), new byte[100 + i % 50]);
      }
      store.put(OtherProcess.KEY, new byte[1]);
    }
    LevelDbDatastore.open(directory, small).close();
    for (Path table : tables("sst")) {
      Files.move(table, named(table, "sst", "ldb"));
      tables++;
    }
    assertThat(tables).isGreaterThan(1);
  }

  @Test
  void a_store_is_adopted_and_given_back_with_all_that_it_holds() throws IOException {
    assertThat(LevelDbAdoption.adopt(directory)).isEqualTo(tables);
    assertHoldsAll();
    int now = tables("sst").size();
    assertThat(LevelDbAdoption.adopt(directory)).isZero();

    assertThat(LevelDbAdoption.giveBack(directory)).isEqualTo(now);
    assertThat(LevelDbAdoption.giveBack(directory)).isZero();

    assertThat(tables("sst")).isEmpty();
    assertThat(tables("ldb")).hasSize(now);
    assertThatThrownBy(this::open).hasMessageContaining("LevelDbAdoption.adopt");
    assertThat(LevelDbAdoption.adopt(directory)).isEqualTo(now);
    assertHoldsAll();
  }

  @Test
  void an_adoption_that_a_crash_has_stopped_is_finished_by_another() throws IOException {
    Path first = tables("ldb").get(0);
    Files.writeString(directory.resolve(LevelDbAdoption.MARKER), "adopt\n");
    Files.move(first, named(first, "ldb", "sst"));

    assertThatThrownBy(this::open)
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("its adoption, or its return, was begun and not finished");

    assertThat(LevelDbAdoption.adopt(directory)).isEqualTo(tables - 1);
    assertThat(directory.resolve(LevelDbAdoption.MARKER)).doesNotExist();
    assertHoldsAll();
  }

  @Test
  void an_adoption_that_a_crash_has_stopped_is_taken_back_by_the_other_way() throws IOException {
    Path first = tables("ldb").get(0);
    Files.writeString(directory.resolve(LevelDbAdoption.MARKER), "adopt\n");
    Files.move(first, named(first, "ldb", "sst"));

    assertThat(LevelDbAdoption.giveBack(directory)).isEqualTo(1);

    assertThat(tables("ldb")).hasSize(tables);
    assertThat(directory.resolve(LevelDbAdoption.MARKER)).doesNotExist();
  }

  @Test
  void a_crash_behind_the_last_table_leaves_only_the_marker_to_remove() throws IOException {
    LevelDbAdoption.adopt(directory);
    Files.writeString(directory.resolve(LevelDbAdoption.MARKER), "adopt\n");
    assertThatThrownBy(this::open).hasMessageContaining("call LevelDbAdoption.adopt");

    assertThat(LevelDbAdoption.adopt(directory)).isZero();

    assertHoldsAll();
  }

  @Test
  void two_tables_of_one_number_are_left_to_a_human() throws IOException {
    Path table = tables("ldb").get(0);
    Path other = Files.createFile(named(table, "ldb", "sst"));

    assertThatThrownBy(() -> LevelDbAdoption.adopt(directory))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(
            "has both %s and %s".formatted(table.getFileName(), other.getFileName()));

    assertThat(tables("ldb")).hasSize(tables);
    assertThat(directory.resolve(LevelDbAdoption.MARKER)).doesNotExist();
  }

  @Test
  void nothing_is_made_where_there_is_no_store() {
    Path absent = repository.resolve("absent");

    assertThatThrownBy(() -> LevelDbAdoption.adopt(absent))
        .isInstanceOf(DatastoreException.class)
        .hasMessage("cannot adopt %s: no LevelDB store is there".formatted(absent));

    assertThat(absent).doesNotExist();
  }

  @Test
  void the_store_of_another_engine_is_left() throws IOException {
    Files.createFile(directory.resolve("OPTIONS-000007"));

    assertThatThrownBy(() -> LevelDbAdoption.adopt(directory)).hasMessageContaining("RocksDB");

    assertThat(tables("ldb")).hasSize(tables);
  }

  @Test
  void a_store_that_this_process_has_open_is_refused() throws IOException {
    LevelDbAdoption.adopt(directory);
    try (LevelDbDatastore store = open()) {
      assertThat(store.has(key(1))).isTrue();
      assertThatThrownBy(() -> LevelDbAdoption.giveBack(directory))
          .isInstanceOf(DatastoreLockedException.class);
    }
    assertThat(tables("ldb")).isEmpty();
  }

  @Test
  void a_store_whose_repository_or_own_lock_another_process_holds_is_refused() throws IOException {
    for (Path file : List.of(repository.resolve("repo.lock"), directory.resolve("LOCK"))) {
      OtherProcess.holding(Deed.LOCK, file, () -> assertThatItIsRefused(file));
    }

    assertThat(tables("ldb")).hasSize(tables);
    assertThat(LevelDbAdoption.adopt(directory)).isEqualTo(tables);
  }

  @Test
  void a_store_that_goleveldb_has_open_is_refused_by_whatever_way() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/locks")), "no /proc/locks here");
    Process holder = holdAsGoDoes(directory.resolve("LOCK"));
    try {
      assertThatItIsRefused(directory.resolve("LOCK"));
      assertThatThrownBy(() -> LevelDbDatastore.openReadOnly(directory, LevelDbOptions.defaults()))
          .isInstanceOf(DatastoreLockedException.class)
          .hasMessageContaining("process %d has it open", holder.pid());
    } finally {
      holder.destroyForcibly().onExit().join();
    }

    assertThat(LevelDbAdoption.adopt(directory)).isEqualTo(tables);
    holder = holdAsGoDoes(directory.resolve("LOCK"));
    try {
      assertThatThrownBy(this::open)
          .isInstanceOf(DatastoreLockedException.class)
          .hasMessageContaining("process %d has it open", holder.pid());
    } finally {
      holder.destroyForcibly().onExit().join();
    }
    assertHoldsAll();
  }

  /** Starts a process that holds a lock as of {@code flock}, itself. */
  private static Process holdAsGoDoes(Path file) throws IOException {
    Path flock = Path.of("/usr/bin/flock");
    assumeTrue(Files.isExecutable(flock), "no flock here");
    Process holder =
        new ProcessBuilder(
                flock.toString(), "--no-fork", file.toString(), "sh", "-c", "echo held; exec cat")
            .start();
    BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
    assertThat(output.readLine()).isEqualTo("held");
    return holder;
  }

  private void assertThatItIsRefused(Path locked) {
    assertThatThrownBy(() -> LevelDbAdoption.adopt(directory))
        .isInstanceOf(DatastoreLockedException.class)
        .hasMessageStartingWith("cannot adopt the LevelDB store at " + directory + ": ")
        .hasMessageContaining(locked.getFileName() + " is locked by ")
        .hasMessageEndingWith("; stop it first");
    assertThat(directory.resolve(LevelDbAdoption.MARKER)).doesNotExist();
  }

  private LevelDbDatastore open() {
    return LevelDbDatastore.open(directory, LevelDbOptions.defaults());
  }

  private void assertHoldsAll() {
    try (LevelDbDatastore store = open()) {
      for (int i = 0; i < ENTRIES; i++) {
        assertThat(store.get(key(i))).contains(new byte[100 + i % 50]);
      }
    }
  }

  private List<Path> tables(String ending) throws IOException {
    return StoreSurgery.files(directory, "[0-9]*." + ending);
  }

  private static Path named(Path table, String from, String to) {
    return table.resolveSibling(table.getFileName().toString().replace("." + from, "." + to));
  }

  private static Key key(int number) {
    return Key.of("/entry/" + number);
  }
}
