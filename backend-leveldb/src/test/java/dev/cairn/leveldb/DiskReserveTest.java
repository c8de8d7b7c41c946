package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.leveldb.DiskReserve.Purpose;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DiskReserveTest {

  private static final long MIB = 1 << 20;
  private static final long RESERVE = 100 * MIB;

  private long free = 1_000 * MIB;
  private long merging;
  private int looks;
  private final DiskReserve reserve =
      new DiskReserve(
          "the store",
          RESERVE,
          () -> {
            looks++;
            return free;
          },
          () -> merging);

  @TempDir Path directory;

  @Test
  void what_would_use_the_reserve_up_is_refused_with_the_sizes() {
    free = RESERVE + 3 * MIB / 2;

    assertThatCode(() -> reserve.require(Purpose.PUT, MIB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> reserve.require(Purpose.PUT, 2 * MIB))
        .isInstanceOf(NoSpaceException.class)
        .hasMessage(
            "cannot write to the store: its disk has 101.5 MiB free, and 102.0 MiB are needed:"
                + " 2.0 MiB to write, 0.0 MiB for tables that may be merged, and 100.0 MiB in"
                + " reserve, since LevelDB ends the process where the disk is full; make room, wait until tables are merged, or open"
                + " the store with a smaller diskReserve");
  }

  @Test
  void deletes_may_use_half_of_it_and_opening_three_quarters() {
    free = 51 * MIB;
    assertThatThrownBy(() -> reserve.require(Purpose.PUT, 1)).isInstanceOf(NoSpaceException.class);
    assertThatCode(() -> reserve.require(Purpose.DELETE, 100)).doesNotThrowAnyException();

    free = 49 * MIB;
    assertThatThrownBy(() -> reserve.require(Purpose.DELETE, 100))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageStartingWith("cannot delete from the store");
    assertThatCode(() -> reserve.requireNow(Purpose.OPEN, 20 * MIB)).doesNotThrowAnyException();
    assertThatThrownBy(() -> reserve.requireNow(Purpose.OPEN, 25 * MIB))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageStartingWith("cannot open the store");
  }

  @Test
  void the_disk_is_looked_at_once_for_a_quarter_of_the_reserve() throws IOException {
    for (int i = 0; i < 100; i++) {
      reserve.require(Purpose.PUT, MIB);
    }

    assertThat(looks).isEqualTo(4);
  }

  @Test
  void reads_do_not_look_each_time_where_half_of_the_reserve_is_left() throws IOException {
    free = RESERVE / 2;
    for (int i = 0; i < 100; i++) {
      reserve.require(Purpose.READ, MIB / 16);
    }

    assertThat(looks).isEqualTo(1);
  }

  @Test
  void the_less_is_left_the_sooner_it_is_looked_again() throws IOException {
    int writes = 0;
    free = RESERVE + 20 * MIB;
    try {
      while (true) {
        reserve.require(Purpose.PUT, MIB / 10);
        free -= MIB / 10;
        writes++;
      }
    } catch (NoSpaceException e) {
      assertThat(free).isBetween(RESERVE, RESERVE + MIB / 5);
    }
    assertThat(writes).isBetween(198, 200);
    assertThat(looks).isLessThan(80);

    free = 1_000 * MIB;
    assertThatCode(() -> reserve.require(Purpose.PUT, MIB)).doesNotThrowAnyException();
  }

  @Test
  void tables_that_may_be_merged_need_room_again() throws IOException {
    free = 500 * MIB;
    merging = 350 * MIB;
    reserve.requireNow(Purpose.PUT, 50 * MIB);
    assertThat(reserve.isShort()).isTrue();

    merging = 351 * MIB;
    assertThatThrownBy(() -> reserve.requireNow(Purpose.PUT, 50 * MIB))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("351.0 MiB for tables that may be merged");

    free = 1_000 * MIB;
    assertThat(reserve.isShort()).isFalse();
  }

  @Test
  void no_reserve_is_no_look() throws IOException {
    DiskReserve none =
        new DiskReserve(
            "the store",
            0,
            () -> {
              throw new AssertionError("looked");
            },
            () -> 0);

    none.require(Purpose.PUT, Long.MAX_VALUE);
    none.requireNow(Purpose.OPEN, Long.MAX_VALUE);
  }

  @Test
  void the_sizes_of_levels_are_read_from_what_the_library_tells() {
    String stats =
        """
                                       Compactions
        Level  Files Size(MB) Time(sec) Read(MB) Write(MB)
        --------------------------------------------------
          0        3       12         0        0        12
          1        5        9         1       20        20
          2      100      190         1       20        20
        """;

    assertThat(LevelSizes.ofStats(stats).ofOneMerge()).isEqualTo((13 + 10) * MIB);
    assertThat(LevelSizes.ofStats("").ofAllMerges()).isZero();
    assertThat(LevelSizes.ofStats(stats).ofAllMergesWithoutOriginals())
        .isEqualTo((13 + 10 + 191 + 23) * MIB);
    // Of 23 MiB 13 go to level 2 and meet as much of its 191; of those 204, 104 go to level 3.
    assertThat(LevelSizes.ofStats(stats).ofAllMerges())
        .isBetween((23 + 13 + 13 * 191 / 23 + 104) * MIB, (23 + 13 + 13 * 191 / 23 + 106) * MIB);
  }

  @Test
  void the_native_library_tells_the_sizes_of_its_levels() throws IOException {
    LevelDbOptions options =
        LevelDbOptions.defaults().toBuilder()
            .driver(Driver.NATIVE)
            .compression(LevelDbOptions.Compression.NONE)
            .writeBufferSize(1 << 20)
            .build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      for (int i = 0; i < 100; i++) {
        store.put(Key.of("/key/" + i % 10), new byte[100_000]);
      }
      assertThat(LevelSizes.ofStats(store.property("leveldb.stats").orElseThrow()).ofOneMerge())
          .isGreaterThan(MIB);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void a_store_refuses_puts_and_takes_deletes_where_less_is_free_than_the_reserve(Driver driver)
      throws IOException {
    LevelDbOptions options = LevelDbOptions.defaults().toBuilder().driver(driver).build();
    Key key = Key.of("/key");
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      store.put(key, new byte[1]);
    }
    long usable = Files.getFileStore(directory).getUsableSpace();
    LevelDbOptions more = options.toBuilder().diskReserve(usable / 4 * 5).build();

    try (LevelDbDatastore store = LevelDbDatastore.open(directory, more)) {
      assertThatThrownBy(() -> store.put(key, new byte[2]))
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining(store.toString());
      try (Batch batch = store.batch()) {
        batch.put(key, new byte[3]);
        assertThatThrownBy(batch::commit).isInstanceOf(NoSpaceException.class);
      }
      assertThat(store.get(key)).contains(new byte[1]);
      assertThat(store.query(Query.all()).toList()).hasSize(1);
      store.delete(key);
      assertThat(store.has(key)).isFalse();
    }

    LevelDbOptions muchMore = options.toBuilder().diskReserve(usable * 3).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, muchMore)) {
      assertThatThrownBy(() -> store.delete(key)).isInstanceOf(NoSpaceException.class);
      try (Batch batch = store.batch()) {
        batch.delete(key);
        batch.put(key, new byte[1]);
        batch.delete(key);
        assertThatThrownBy(batch::commit)
            .isInstanceOf(NoSpaceException.class)
            .hasMessageStartingWith("cannot write to");
      }
      store.sync(Key.of("/"));
    }

    LevelDbOptions most = options.toBuilder().diskReserve(1L << 60).build();
    assertThatThrownBy(() -> LevelDbDatastore.open(directory, most))
        .isInstanceOf(NoSpaceException.class)
        .hasMessageContaining("diskReserve");
  }
}
