package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.RamDisk;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompactionTest {

  /** So small that a few thousand writes are compacted many times. */
  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder()
          .driver(Driver.NATIVE)
          .compression(Compression.NONE)
          .writeBufferSize(64 << 10)
          .build();

  private static final int KEYS = 4_000;

  @TempDir Path directory;

  @Test
  void a_compaction_never_gives_damage_a_fitting_checksum() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 5; round++) {
      Path path = directory.resolve("store-" + round);
      try (LevelDbDatastore store = LevelDbDatastore.open(path, OPTIONS)) {
        for (int i = 0; i < KEYS; i++) {
          store.put(key(i), value(i));
        }
      }
      flipBitsInTables(path, random);
      readsRightOrNotAtAll(path);
    }
  }

  @Test
  void a_compaction_that_meets_damage_says_so_and_the_next_one_at_once() throws IOException {
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, OPTIONS)) {
      for (int i = 0; i < 2 * KEYS; i++) {
        store.put(key(i % KEYS), value(i));
      }
    }
    StoreSurgery.flipBit(StoreSurgery.files(directory, "*.sst").get(0), 8 * 5_000);

    try (LevelDbDatastore store = LevelDbDatastore.open(directory, OPTIONS)) {
      Compaction compaction = Datastores.require(store, Compaction.class);
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> compaction.compact(KeyRange.ALL))
            .isInstanceOf(CorruptDataException.class)
            .hasMessageStartingWith("cannot compact");
      }
    }
  }

  /** The listing keeps the old tables, and the disk has no room for both. */
  @Test
  void beside_a_listing_a_compaction_for_which_there_is_no_room_is_refused() throws IOException {
    try (RamDisk disk = RamDisk.mountedAt(directory.resolve("disk"), 48 << 20)) {
      LevelDbOptions options =
          OPTIONS.toBuilder().writeBufferSize(1 << 20).diskReserve(8 << 20).build();
      try (LevelDbDatastore store = LevelDbDatastore.open(disk.path().resolve("store"), options)) {
        for (int i = 0; i < 24; i++) {
          store.put(Key.of("/key/%02d".formatted(i)), new byte[1_000_000]);
        }
        Compaction compaction = Datastores.require(store, Compaction.class);
        try (Results listing = store.query(Query.all())) {
          assertThat(listing.next()).isNotNull();
          assertThatThrownBy(() -> compaction.compact(KeyRange.ALL))
              .isInstanceOf(NoSpaceException.class)
              .hasMessageContaining("cannot write to");
        }
        compaction.compact(KeyRange.ALL);
        assertThat(Datastores.count(store, Query.all())).isEqualTo(24);
      }
    }
  }

  private static void readsRightOrNotAtAll(Path path) {
    try (LevelDbDatastore store = LevelDbDatastore.open(path, OPTIONS)) {
      try {
        for (int i = 0; i < KEYS; i += 2) {
          store.put(key(i), value(i));
        }
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("Corruption: ");
      }
      for (int i = 0; i < KEYS; i++) {
        try {
          assertThat(store.get(key(i))).contains(value(i));
        } catch (CorruptDataException e) {
          assertThat(e).hasMessageContaining("Corruption: ");
        }
      }
    } catch (CorruptDataException e) {
      assertThat(e).hasMessageContaining("Corruption: ");
    }
  }

  private static Key key(int number) {
    return Key.of("/key/" + number);
  }

  private static byte[] value(int number) {
    byte[] value = new byte[200];
    new Random(number).nextBytes(value);
    return value;
  }

  private static void flipBitsInTables(Path store, Random random) throws IOException {
    for (Path table : StoreSurgery.files(store, "*.sst")) {
      StoreSurgery.flipBit(table, random.nextLong(8 * Files.size(table)));
    }
  }
}
