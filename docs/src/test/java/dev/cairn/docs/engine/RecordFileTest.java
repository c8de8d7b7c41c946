package dev.cairn.docs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an opening makes of a file that is not as it was written. */
class RecordFileTest {

  @TempDir private Path directory;

  private Path written(String... records) throws IOException {
    Path path = directory.resolve("records");
    try (RecordFile file = new RecordFile(path)) {
      for (String record : records) {
        file.append(record.getBytes(StandardCharsets.UTF_8));
      }
    }
    return path;
  }

  private static List<String> replayed(Path path) throws IOException {
    List<String> records = new ArrayList<>();
    try (RecordFile file = new RecordFile(path)) {
      file.truncate(
          file.replay(
              (position, content) -> {
                assertThat(file.read(position, content.length)).isEqualTo(content);
                records.add(new String(content, StandardCharsets.UTF_8));
              }));
    }
    return records;
  }

  @Test
  void a_file_cut_at_any_place_has_the_records_before_it_and_takes_more() throws IOException {
    long whole = Files.size(written("one", "", "three"));
    for (long length = 0; length < whole; length++) {
      Files.delete(directory.resolve("records"));
      Path path = written("one", "", "three");
      StoreSurgery.resize(path, length);

      List<String> left = replayed(path);
      assertThat(left).isEqualTo(List.of("one", "", "three").subList(0, left.size()));
      written("more");

      assertThat(replayed(path)).hasSize(left.size() + 1).last().isEqualTo("more");
    }
  }

  @Test
  void a_file_that_grew_and_was_not_written_to_has_the_records_before_it() throws IOException {
    Path path = written("one", "two");
    StoreSurgery.resize(path, Files.size(path) + 5000);

    assertThat(replayed(path)).containsExactly("one", "two");
  }

  @Test
  void a_flipped_bit_shows_no_record_that_was_not_written() throws IOException {
    long bits = 8 * Files.size(written("one", "two", "three"));
    for (long bit = 0; bit < bits; bit++) {
      Files.delete(directory.resolve("records"));
      Path path = written("one", "two", "three");
      StoreSurgery.flipBit(path, bit);

      try {
        List<String> left = replayed(path);
        assertThat(left).isEqualTo(List.of("one", "two", "three").subList(0, left.size()));
      } catch (DamagedFileException e) {
        assertThat(e).hasMessageContaining(path.toString());
      }
    }
  }

  @Test
  void a_table_without_its_seal_is_refused() throws IOException {
    Path store = directory.resolve("store");
    try (Datastore log = LogDatastore.open(store)) {
      log.put(Key.of("/key"), new byte[100]);
    }
    Path table = store.resolve("table");
    StoreSurgery.resize(table, Files.size(table) - 8);

    assertThatThrownBy(() -> LogDatastore.open(store))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(table.toString());
  }
}
