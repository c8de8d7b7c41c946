package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
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
