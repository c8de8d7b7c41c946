package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything comes out in order and once, through memory or files. */
class ExternalSortTest {

  /** So little memory that every addition becomes a file. */
  private static final long NONE = 1;

  private static final long PLENTY = 64 << 20;

  @TempDir Path directory;

  private Path folder() {
    return directory.resolve("sorting");
  }

  private ExternalSort sorter(long memory) {
    return new ExternalSort(Optional.of(Scratch.in(folder())), memory);
  }

  private static List<Key> all(ExternalSort sort) throws IOException {
    List<Key> keys = new ArrayList<>();
    try (MergedRuns merged = sort.merged()) {
      for (byte[] key = merged.next(); key != null; key = merged.next()) {
        keys.add(Key.ofStored(key));
      }
      assertThat(merged.next()).isNull();
    }
    return keys;
  }

  private static List<Key> keysOf(List<Multihash> multihashes) {
    CompactLayout.Encoder encoder = new CompactLayout.Encoder();
    return List.copyOf(new TreeSet<>(multihashes.stream().map(encoder::entry).toList()));
  }

  private List<Path> files() throws IOException {
    if (Files.notExists(folder())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return files.toList();
    }
  }

  @Test
  void nothing_is_sorted_to_nothing() throws IOException {
    try (ExternalSort sort = sorter(NONE)) {
      assertThat(all(sort)).isEmpty();
      sort.add(List.of());
      assertThat(all(sort)).isEmpty();
    }
  }

  @Test
  void keys_of_every_length_come_in_order_and_once() throws IOException {
    Random random = Seeds.random();
    List<Multihash> multihashes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] digest = new byte[random.nextInt(40)];
      random.nextBytes(digest);
      Multihash multihash = Multihash.of(random.nextBoolean() ? 0x12 : 0, digest);
      multihashes.addAll(Collections.nCopies(1 + random.nextInt(3), multihash));
    }
    Collections.shuffle(multihashes, random);
    for (long memory : new long[] {NONE, 20_000, PLENTY}) {
      try (ExternalSort sort = sorter(memory)) {
        for (int from = 0; from < multihashes.size(); from += 1_000) {
          sort.add(multihashes.subList(from, Math.min(from + 1_000, multihashes.size())));
        }
        assertThat(files().isEmpty()).isEqualTo(memory == PLENTY);
        assertThat(all(sort)).containsExactlyElementsOf(keysOf(multihashes));
      }
      assertThat(folder()).doesNotExist();
    }
  }

  @Test
  void one_multihash_many_times_is_one() throws IOException {
    try (ExternalSort sort = sorter(NONE)) {
      for (int i = 0; i < 5; i++) {
        sort.add(Collections.nCopies(10_000, Samples.numbered(1)));
      }
      assertThat(all(sort)).containsExactlyElementsOf(keysOf(Samples.numbered(1, 2)));
    }
  }

  @Test
  void one_larger_than_a_block_of_a_file_is_kept_whole() throws IOException {
    List<Multihash> large =
        List.of(Multihash.of(0, new byte[70_000]), Multihash.of(0, new byte[200_000]));
    try (ExternalSort sort = sorter(NONE)) {
      sort.add(large);
      sort.add(Samples.numbered(0, 10));
      sort.add(large);
      List<Multihash> both = new ArrayList<>(large);
      both.addAll(Samples.numbered(0, 10));

      assertThat(all(sort)).containsExactlyElementsOf(keysOf(both));
    }
  }

  @Test
  void many_files_become_few() throws IOException {
    try (ExternalSort sort = sorter(NONE)) {
      for (int i = 0; i < 300; i++) {
        sort.add(Samples.numbered(i, i + 10));
      }
      assertThat(files()).hasSizeLessThan(128);
      assertThat(all(sort)).containsExactlyElementsOf(keysOf(Samples.numbered(0, 309)));
    }
  }

  @Test
  void several_threads_may_add() throws IOException {
    try (ExternalSort sort = sorter(10_000)) {
      try (Together together = new Together()) {
        for (int thread = 0; thread < 4; thread++) {
          int from = 1_000 * thread;
          together.start(
              () -> {
                for (int i = 0; i < 1_000; i += 100) {
                  sort.add(Samples.numbered(from + i, from + i + 200));
                }
              });
        }
      }
      assertThat(all(sort)).containsExactlyElementsOf(keysOf(Samples.numbered(0, 4_100)));
    }
  }

  @Test
  void without_files_all_stays_in_memory() throws IOException {
    try (ExternalSort sort = new ExternalSort(Optional.empty(), NONE)) {
      sort.add(Samples.numbered(0, 100));
      sort.add(Samples.numbered(50, 200));

      assertThat(all(sort)).containsExactlyElementsOf(keysOf(Samples.numbered(0, 200)));
    }
  }

  @Test
  void every_flipped_bit_and_every_cut_of_a_file_is_noticed() throws IOException {
    try (ExternalSort sort = sorter(NONE)) {
      sort.add(Samples.numbered(0, 3));
      Path file = files().get(0);
      byte[] whole = Files.readAllBytes(file);
      for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
        assertRefused(sort, file, flipped);
      }
      for (int length = 0; length < whole.length; length++) {
        assertRefused(sort, file, Arrays.copyOf(whole, length));
      }
    }
  }

  private static void assertRefused(ExternalSort sort, Path file, byte[] damaged)
      throws IOException {
    Files.write(file, damaged);
    assertThatThrownBy(() -> all(sort))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("reset again");
  }

  @Test
  void a_file_that_cannot_be_made_is_reported_with_its_folder() throws IOException {
    Files.writeString(folder(), "in the way");
    ExternalSort sort = sorter(NONE);

    assertThatThrownBy(() -> sort.add(Samples.numbered(0, 3)))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("cannot sort")
        .hasMessageContaining(folder().toString());
  }
}
