package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

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

  /** Returns what is to be damaged, in whichever file it lies. */
  static Map<Key, byte[]> contents(long seed) {
    Map<Key, byte[]> contents = earlierContents(seed);
    contents.putAll(laterContents(seed));
    return contents;
  }

  static Map<Key, byte[]> earlierContents(long seed) {
    return contents("/damaged/earlier/", 400, new Random(seed));
  }

  static Map<Key, byte[]> laterContents(long seed) {
    return contents("/damaged/later/", 100, new Random(seed + 1));
  }

  private static Map<Key, byte[]> contents(String prefix, int entries, Random random) {
    Map<Key, byte[]> contents = new TreeMap<>();
    for (int i = 0; i < entries; i++) {
      contents.put(Key.of(prefix + i), Samples.bytes(random, random.nextInt(1000)));
    }
    return contents;
  }

  /** What happens to a file. */
  enum Kind {
    /** One to four bits are turned over. */
    FLIPPED_BITS {
      @Override
      void harm(Path file, Random random) throws IOException {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
          StoreSurgery.flipBit(file, random.nextLong(8 * Files.size(file)));
        }
      }
    },
    /** It is deleted. */
    MISSING {
      @Override
      void harm(Path file, Random random) throws IOException {
        Files.delete(file);
      }
    },
    /** Nothing is left in it. */
    EMPTY {
      @Override
      void harm(Path file, Random random) throws IOException {
        StoreSurgery.resize(file, 0);
      }
    };

    abstract void harm(Path file, Random random) throws IOException;

    /** Harms each file of a store whose name matches, and that is not empty. */
    void harm(Path store, String pattern, Random random) throws IOException {
      List<Path> files = StoreSurgery.files(store, pattern);
      files.removeIf(file -> file.toFile().length() == 0);
      assertThat(files).as("files to damage, %s in %s", pattern, store).isNotEmpty();
      for (Path file : files) {
        harm(file, random);
      }
    }
  }
}
