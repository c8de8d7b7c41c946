package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableFileTest {

  private static final int FOOTER = 48;
  private static final int HANDLES = 8;
  private static final int MAGIC = 8;

  @TempDir Path directory;

  private Path table = Path.of("");

  @BeforeEach
  void writeTable() throws IOException {
    LevelDbOptions options =
        LevelDbOptions.defaults().toBuilder().compression(LevelDbOptions.Compression.NONE).build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      for (int i = 0; i < 100; i++) {
        store.put(Key.of("/key/" + i), new byte[200]);
      }
    }
    LevelDbDatastore.open(directory, options).close(); // what lay in the log is a table now
    table = StoreSurgery.files(directory, "*.sst").get(0);
  }

  @Test
  void a_table_as_it_was_written_is_in_order() {
    assertThatCode(() -> TableFile.check(table)).doesNotThrowAnyException();
  }

  @Test
  void every_flipped_bit_in_the_index_and_the_footer_is_damage() throws IOException {
    long size = Files.size(table);
    long index = size - FOOTER - 100;
    for (long bit = 8 * index; bit < 8 * size; bit++) {
      long fromFooter = bit / 8 - (size - FOOTER);
      if (fromFooter >= HANDLES && fromFooter < FOOTER - MAGIC) {
        continue; // zeros that fill the footer up
      }
      StoreSurgery.flipBit(table, bit);
      assertThatThrownBy(() -> TableFile.check(table))
          .as("bit %d of %d bytes", bit, size)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("Corruption: " + table.getFileName() + ": ");
      StoreSurgery.flipBit(table, bit);
    }
  }

  @Test
  void a_table_of_any_shorter_length_is_damage() throws IOException {
    byte[] whole = Files.readAllBytes(table);
    for (int length = whole.length - 1; length >= 0; length -= 1 + length / 50) {
      StoreSurgery.resize(table, length);
      assertThatThrownBy(() -> TableFile.check(table)).hasMessageStartingWith("Corruption: ");
    }
  }

  @Test
  void a_store_with_such_a_table_is_not_opened_and_is_left() throws IOException {
    StoreSurgery.flipBit(table, 8 * (Files.size(table) - FOOTER - 30));
    byte[] damaged = Files.readAllBytes(table);

    assertThatThrownBy(() -> LevelDbDatastore.open(directory, LevelDbOptions.defaults()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "cannot open the LevelDB store at %s: Corruption: %s: the checksum of its index does not fit; the files are left as they are: restore them from a copy, or repair them"
                .formatted(directory, table.getFileName()));

    assertThat(table).hasBinaryContent(damaged);
  }
}
