package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Stores whose files lose bits. */
final class Damage {

  private Damage() {}

  /** Fills a store with what is to be damaged, and returns that. */
  static Map<Key, byte[]> fill(Datastore store, Random random) {
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int i = 0; i < 600; i++) {
      contents.put(Key.of("/damaged/" + i), Samples.bytes(random, random.nextInt(1000)));
    }
    contents.forEach(store::put);
    return contents;
  }

  /** Flips one to four bits in each file of a store whose name matches. */
  static void flipBits(Path store, String tables, Random random) throws IOException {
    List<Path> files = StoreSurgery.files(store, tables);
    assertThat(files).as("files to damage, %s in %s", tables, store).isNotEmpty();
    for (Path file : files) {
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        StoreSurgery.flipBit(file, random.nextLong(8 * Files.size(file)));
      }
    }
  }
}
