package dev.cairn.car;

import static dev.cairn.car.Archives.NO_ROOTS;
import static dev.cairn.car.Archives.bytesOf;
import static dev.cairn.car.Archives.concat;
import static dev.cairn.car.Archives.raw;
import static dev.cairn.car.Archives.read;
import static dev.cairn.car.Archives.section;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.NoSpaceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarWriterTest {

  private static final Block ONE = raw("one");
  private static final Block TWO = raw("two, which is longer");
  private static final byte[] BOTH = concat(NO_ROOTS, section(ONE), section(TWO));

  @TempDir private Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private static void writeBoth(CarWriter writer) {
    writer.write(ONE);
    writer.write(TWO);
  }

  @Test
  void an_archive_has_the_bytes_of_the_format() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CarWriter writer = CarWriter.to(out, "memory", List.of())) {
      writeBoth(writer);
      assertThat(writer.blocks()).isEqualTo(2);
      assertThat(writer.bytes()).isEqualTo(BOTH.length);
      writer.commit();
    }

    assertThat(out.toByteArray()).isEqualTo(BOTH);
  }

  @Test
  void a_block_is_written_as_often_as_it_is_given() {
    assertThat(read(Archives.archive(List.of(ONE.cid()), ONE, ONE))).containsExactly(ONE, ONE);
  }

  @Test
  void large_blocks_come_back() {
    Block large = Block.raw(new byte[5 << 20]);

    assertThat(read(Archives.archive(List.of(), ONE, large, TWO))).containsExactly(ONE, large, TWO);
  }

  @Test
  void a_file_has_its_name_only_after_the_commit() throws IOException {
    Path file = folder.resolve("blocks.car");
    try (CarWriter writer = CarWriter.create(file, List.of())) {
      writeBoth(writer);
      assertThat(file).doesNotExist();
      writer.commit();
      assertThat(file).hasBinaryContent(BOTH);
    }

    assertThat(files()).containsExactly(file);
    assertThat(file).hasBinaryContent(BOTH);
  }

  @Test
  void a_writer_closed_without_a_commit_leaves_no_file() throws IOException {
    CarWriter writer = CarWriter.create(folder.resolve("blocks.car"), List.of());
    writeBoth(writer);
    writer.close();
    writer.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void a_file_that_was_there_stays_until_the_commit() throws IOException {
    Path file = folder.resolve("blocks.car");
    Files.writeString(file, "the old content");

    try (CarWriter writer = CarWriter.create(file, List.of())) {
      writeBoth(writer);
    }
    assertThat(file).hasContent("the old content");

    try (CarWriter writer = CarWriter.create(file, List.of())) {
      writeBoth(writer);
      writer.commit();
    }
    assertThat(file).hasBinaryContent(BOTH);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void two_writers_of_one_file_do_not_mix() {
    Path file = folder.resolve("blocks.car");
    try (CarWriter first = CarWriter.create(file, List.of());
        CarWriter second = CarWriter.create(file, List.of())) {
      first.write(ONE);
      second.write(TWO);
      first.commit();
      assertThat(read(bytesOf(file))).containsExactly(ONE);
      second.commit();
    }

    assertThat(read(bytesOf(file))).containsExactly(TWO);
  }

  @Test
  void a_name_that_cannot_be_written_is_told_at_once() throws IOException {
    Path absent = folder.resolve("absent").resolve("blocks.car");

    assertThatThrownBy(() -> CarWriter.create(absent, List.of()))
        .isInstanceOf(DatastoreException.class)
        .hasMessage(
            "cannot write "
                + absent
                + ": no such file or folder; check the path and write it again");
    assertThatThrownBy(() -> CarWriter.create(folder, List.of()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("something other than a file has this name");
    assertThat(files()).isEmpty();
  }

  @Test
  void a_device_is_not_replaced() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device) && !Files.isRegularFile(device), "no device to try");

    assertThatThrownBy(() -> CarWriter.create(device, List.of()))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("something other than a file");
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void a_stream_that_fails_is_told_and_the_writer_is_of_no_more_use() {
    AtomicInteger closed = new AtomicInteger();
    OutputStream broken = failingAfter(100, "the pipe is broken", closed);
    CarWriter writer = CarWriter.to(broken, "pipe", List.of());

    assertThatThrownBy(() -> writer.write(Block.raw(new byte[1 << 20])))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("cannot write pipe: the pipe is broken");
    assertThatThrownBy(() -> writer.write(ONE))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("has failed before");
    assertThatThrownBy(writer::commit).isInstanceOf(DatastoreException.class);
    assertThat(writer.blocks()).isZero();
    writer.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void a_full_disk_is_told_apart() {
    OutputStream full = failingAfter(0, "No space left on device", new AtomicInteger());
    try (CarWriter writer = CarWriter.to(full, "disk", List.of())) {
      writer.write(ONE);

      assertThatThrownBy(writer::commit)
          .isInstanceOf(NoSpaceException.class)
          .hasMessageContaining("make room");
    }
  }

  /** Takes so many bytes, and then fails. */
  private static OutputStream failingAfter(int bytes, String message, AtomicInteger closed) {
    return new OutputStream() {
      private int taken;

      @Override
      public void write(int next) throws IOException {
        if (taken == bytes) {
          throw new IOException(message);
        }
        taken++;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Test
  void after_the_commit_nothing_is_written() {
    try (CarWriter writer = CarWriter.create(folder.resolve("blocks.car"), List.of())) {
      writer.commit();

      assertThatThrownBy(() -> writer.write(ONE)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(folder.resolve("blocks.car")).hasBinaryContent(NO_ROOTS);
  }

  @Test
  void a_closed_writer_is_closed_for_good() {
    CarWriter writer = CarWriter.create(folder.resolve("blocks.car"), List.of(ONE.cid()));
    writer.close();

    assertThatThrownBy(() -> writer.write(ONE)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(writer::commit).isInstanceOf(DatastoreClosedException.class);
    assertThat(writer.roots()).containsExactly(ONE.cid());
  }
}
