package dev.cairn.datastore.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogTailTest {

  private static final int BLOCK = 32 * 1024;
  private static final byte[] ZEROS = new byte[5_000];

  @TempDir Path directory;

  private final Random random = new Random(42);
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** Where each write ends. */
  private final List<Integer> ends = new ArrayList<>(List.of(0));

  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = directory.resolve("000007.log");
  }

  @Test
  void a_whole_log_is_not_torn_and_neither_is_what_a_mapped_file_adds() throws IOException {
    write(0, 12, 300, 40_000, 7, 100_000);

    assertThat(read(log.toByteArray()).isTorn()).isFalse();
    assertThat(read(join(log.toByteArray(), ZEROS)).isTorn()).isFalse();
    assertThat(read(new byte[0]).isTorn()).isFalse();
    assertThat(read(ZEROS).isTorn()).isFalse();
  }

  @Test
  void a_log_that_ends_anywhere_is_cut_behind_its_last_complete_write() throws IOException {
    write(0, 12, 300, 40_000, 7);
    byte[] whole = log.toByteArray();
    for (int length : random.ints(400, 0, whole.length).toArray()) {
      long end = ends.stream().filter(e -> e <= length).mapToInt(e -> e).max().orElseThrow();

      assertCut(Arrays.copyOf(whole, length), end, end < length);
      assertCut(join(Arrays.copyOf(whole, length), ZEROS), end, end < length);
    }
  }

  @Test
  void a_write_whose_last_part_is_missing_at_a_block_boundary_is_cut_off() throws IOException {
    write(12, 50_000);

    assertCut(Arrays.copyOf(log.toByteArray(), BLOCK), ends.get(1), /* isTorn= */ true);
  }

  @Test
  void a_damaged_log_can_be_read_and_cut_before_the_damage() throws IOException {
    write(12, 60, 41);
    byte[] whole = log.toByteArray();
    int bit = 8 * (ends.get(2) + 10);
    Files.write(file, flipped(whole, bit));

    LogTail tail = LogTail.readSoundPart(file);
    assertThat(tail.isDamaged()).isTrue();
    tail.cut();

    assertThat(file).hasBinaryContent(Arrays.copyOf(whole, ends.get(2)));
    assertThat(LogTail.readSoundPart(file).isDamaged()).isFalse();
    assertThat(LogTail.readSoundPart(file).isTorn()).isFalse();
  }

  @Test
  void every_flipped_bit_is_damage_also_in_the_last_record() throws IOException {
    write(12, 60, 41);
    byte[] whole = log.toByteArray();
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      assertDamaged(flipped(whole, bit));
      assertDamaged(join(flipped(whole, bit), ZEROS));
    }
  }

  @Test
  void flipped_bits_in_long_logs_are_damage() throws IOException {
    write(12, 32_000, 40_000, 7, 90_000, 12);
    byte[] whole = log.toByteArray();
    for (int bit : random.ints(300, 0, 8 * whole.length).toArray()) {
      assertDamaged(flipped(whole, bit));
    }
  }

  @Test
  void damage_before_an_unfinished_write_is_damage() throws IOException {
    write(12, 300, 90);
    byte[] torn = Arrays.copyOf(log.toByteArray(), log.size() - 5);

    assertDamaged(flipped(torn, 8 * 40));
  }

  @Test
  void a_log_that_was_written_over_an_old_one_is_left_to_its_engine() throws IOException {
    byte[] logNumberAndData = new byte[4 + 20];
    random.nextBytes(logNumberAndData);
    record(5, logNumberAndData, 20);
    byte[] rest = new byte[900];
    random.nextBytes(rest);

    assertThat(read(join(log.toByteArray(), rest)).isTorn()).isFalse();
  }

  @Test
  void the_torn_logs_of_a_store_are_named() throws IOException {
    write(12, 300);
    Files.write(directory.resolve("000003.log"), log.toByteArray());
    Files.write(directory.resolve("000004.log"), Arrays.copyOf(log.toByteArray(), 100));
    try (StoreDirectory store = StoreDirectory.claim("Test", directory)) {
      assertThat(LogTail.tornLogsOf(store))
          .extracting(LogTail::file)
          .containsExactly(store.path().resolve("000004.log"));
    }
  }

  @Test
  void the_manifest_in_use_is_read_write_by_write() throws IOException {
    write(12, 40_000, 300);
    Path manifest = Files.write(directory.resolve("MANIFEST-000002"), log.toByteArray());
    List<Integer> lengths = new ArrayList<>();
    try (StoreDirectory store = StoreDirectory.claim("Test", directory)) {
      assertThat(LogTail.readManifest(store, write -> {})).isEmpty();

      Path current = Files.writeString(directory.resolve("CURRENT"), "MANIFEST-000002\n");
      assertThat(LogTail.readManifest(store, write -> lengths.add(write.remaining())))
          .contains(store.path().resolve("MANIFEST-000002"));
      assertThat(lengths).containsExactly(12, 40_000, 300);

      Files.write(manifest, flipped(log.toByteArray(), 3));
      assertThatThrownBy(() -> LogTail.readManifest(store, write -> {}))
          .hasMessage("Corruption: MANIFEST-000002: the record at byte 0 is damaged");
      Files.delete(manifest);
      assertThatThrownBy(() -> LogTail.readManifest(store, write -> {}))
          .hasMessage("Corruption: MANIFEST-000002: it is missing");
      Files.writeString(current, "MANIFEST-000002");
      assertThatThrownBy(() -> LogTail.readManifest(store, write -> {}))
          .hasMessage("Corruption: CURRENT: it does not hold the name of a manifest");
    }
  }

  @Test
  void a_log_that_is_not_there_is_an_exception() {
    assertThatThrownBy(() -> LogTail.read(file)).isInstanceOf(NoSuchFileException.class);
  }

  private void assertCut(byte[] content, long end, boolean isTorn) throws IOException {
    LogTail tail = read(content);

    assertThat(tail.isTorn())
        .as("%d bytes, the last write ends at %d", content.length, end)
        .isEqualTo(isTorn);
    tail.cut();
    assertThat(file).hasSize(end);
  }

  private void assertDamaged(byte[] content) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Corruption: 000007.log: the record at byte ");
  }

  private LogTail read(byte[] content) throws IOException {
    Files.write(file, content);
    return LogTail.read(file);
  }

  /** Writes of random bytes. */
  private void write(int... lengths) {
    for (int length : lengths) {
      byte[] data = new byte[length];
      random.nextBytes(data);
      parts(data);
      ends.add(log.size());
    }
  }

  private void parts(byte[] data) {
    int from = 0;
    do {
      int room = BLOCK - log.size() % BLOCK;
      if (room < 7) {
        log.writeBytes(new byte[room]);
        room = BLOCK;
      }
      int part = Math.min(data.length - from, room - 7);
      boolean isLast = from + part == data.length;
      int type = from == 0 ? isLast ? 1 : 2 : isLast ? 4 : 3;
      record(type, Arrays.copyOfRange(data, from, from + part), part);
      from += part;
    } while (from < data.length);
  }

  private void record(int type, byte[] data, int length) {
    byte[] checked = join(new byte[] {(byte) type}, data);
    ByteBuffer header = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(MaskedChecksum.of(checked, 0, checked.length)).putShort((short) length);
    log.writeBytes(header.array());
    log.writeBytes(checked);
  }

  private static byte[] flipped(byte[] content, int bit) {
    byte[] flipped = content.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
