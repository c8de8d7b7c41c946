package dev.cairn.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMarkerTest {

  @TempDir Path root;

  private Path file;
  private FileMarker marker;

  @BeforeEach
  void open() {
    marker = FileMarker.open(root.resolve("meta"));
    file = root.resolve("meta/active");
  }

  @AfterEach
  void close() {
    marker.close();
  }

  @Test
  void a_new_marker_says_nothing() {
    assertThat(marker.read()).isEmpty();
  }

  @Test
  void what_was_written_last_is_read_also_after_reopening() {
    marker.write(1);
    marker.write(42);
    assertThat(marker.read()).hasValue(42);

    marker.close();
    marker.close();
    marker = FileMarker.open(root.resolve("meta"));

    assertThat(marker.read()).hasValue(42);
  }

  @Test
  void the_file_is_one_line_of_text_with_its_checksum() {
    marker.write(7);

    assertThat(file)
        .usingCharset(StandardCharsets.US_ASCII)
        .hasContent("cairn-keystore-marker 1 generation=7 crc32c=27f24c67\n");
  }

  @Test
  void every_flipped_bit_and_every_lost_byte_is_noticed() throws IOException {
    marker.write(7);
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      Files.write(file, flipped);
      assertDamaged();
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertDamaged();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertDamaged();
    marker.write(8);
    assertThat(marker.read()).hasValue(8);
  }

  @Test
  void a_whole_line_that_names_no_generation_is_damage() throws IOException {
    for (String text : new String[] {"", "cairn-keystore-marker 2 generation=7", "gen-7"}) {
      Files.write(file, ChecksummedLine.encode(text));
      assertDamaged();
    }
  }

  private void assertDamaged() {
    assertThatThrownBy(marker::read)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_half_written_successor_changes_nothing() throws IOException {
    marker.write(7);
    Files.writeString(root.resolve("meta/active.tmp"), "cairn-keystore-mar");

    assertThat(marker.read()).hasValue(7);
    marker.write(8);
    assertThat(marker.read()).hasValue(8);
  }

  @Test
  void a_marker_that_cannot_be_written_keeps_what_it_says() throws IOException {
    marker.write(7);
    Path obstacle = Files.createDirectory(root.resolve("meta/active.tmp"));

    assertThatThrownBy(() -> marker.write(8))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("cannot write which generation");

    assertThat(marker.read()).hasValue(7);
    Files.delete(obstacle);
    marker.write(8);
    assertThat(marker.read()).hasValue(8);
  }

  @Test
  void a_second_one_is_refused_while_the_first_is_open() {
    assertThatThrownBy(() -> FileMarker.open(root.resolve("meta")))
        .isInstanceOf(DatastoreLockedException.class)
        .hasMessageContaining("in use")
        .hasMessageContaining("lock");
    assertThat(marker.read()).isEmpty();
  }
}
