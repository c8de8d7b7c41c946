package dev.cairn.car;

import static dev.cairn.car.Archives.NO_ROOTS;
import static dev.cairn.car.Archives.archive;
import static dev.cairn.car.Archives.concat;
import static dev.cairn.car.Archives.header2;
import static dev.cairn.car.Archives.hex;
import static dev.cairn.car.Archives.identity;
import static dev.cairn.car.Archives.open;
import static dev.cairn.car.Archives.raw;
import static dev.cairn.car.Archives.read;
import static dev.cairn.car.Archives.section;
import static dev.cairn.car.Archives.wrap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.Varint;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarReaderTest {

  private static final Block ONE = raw("one");
  private static final Block TWO = raw("two, which is longer");
  private static final Block EMPTY = raw("");
  private static final byte[] SMALL = archive(List.of(ONE.cid()), ONE, EMPTY, TWO);

  /** Asserts that it is refused at a byte, in one line that says what to do. */
  private static void assertRefused(byte[] bytes, long offset) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOfSatisfying(
            CarFormatException.class, e -> assertThat(e.offset()).isEqualTo(offset))
        .hasMessageStartingWith("test.car, byte " + offset + ": ")
        .hasMessageContaining("; ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void blocks_come_in_the_order_of_the_archive_with_their_cids() {
    try (CarReader reader = open(SMALL)) {
      assertThat(reader.version()).isEqualTo(1);
      assertThat(reader.roots()).containsExactly(ONE.cid());
      assertThat(reader.payloadOffset()).isZero();
      assertThat(reader.name()).isEqualTo("test.car");

      List<Block> blocks = reader.toList();
      assertThat(blocks).extracting(Block::cid).containsExactly(ONE.cid(), EMPTY.cid(), TWO.cid());
      assertThat(blocks)
          .extracting(Block::toBytes)
          .containsExactly(ONE.toBytes(), EMPTY.toBytes(), TWO.toBytes());
    }
  }

  @Test
  void an_archive_without_blocks_is_read() {
    assertThat(read(NO_ROOTS)).isEmpty();
    assertThat(read(wrap(NO_ROOTS, 7))).isEmpty();
  }

  @Test
  void sections_say_where_they_stand() {
    for (int padding : new int[] {-1, 0, 100}) {
      byte[] bytes = padding < 0 ? SMALL : wrap(SMALL, padding);
      long payload = padding < 0 ? 0 : 51 + padding;
      try (CarReader reader = open(bytes)) {
        assertThat(reader.payloadOffset()).isEqualTo(payload);
        long expected = payload + 59;
        List<CarSection> sections = reader.sections().toList();
        assertThat(sections).hasSize(3);
        for (CarSection section : sections) {
          assertThat(section.offset()).isEqualTo(expected);
          expected += section.length();
          assertThat(section.dataOffset()).isEqualTo(expected - section.block().size());
          assertThat(Arrays.copyOfRange(bytes, (int) section.dataOffset(), (int) expected))
              .isEqualTo(section.block().toBytes());
          assertThat(Arrays.copyOfRange(bytes, (int) section.offset(), (int) expected))
              .isEqualTo(section(section.block()));
        }
        assertThat(expected).isEqualTo(payload + SMALL.length);
      }
    }
  }

  @Test
  void sections_and_blocks_are_one_listing() {
    CarReader reader = open(SMALL);

    assertThat(reader.next()).isEqualTo(ONE);
    assertThat(reader.sections().next().block()).isEqualTo(EMPTY);
    assertThat(reader.next()).isEqualTo(TWO);
    assertThat(reader.sections().hasNext()).isFalse();
    reader.sections().close();
    assertThatThrownBy(reader::hasNext).isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void the_payload_of_version_2_ends_where_its_header_says() {
    for (int padding : new int[] {0, 1, 1413, 100_000}) {
      try (CarReader reader = open(wrap(SMALL, padding))) {
        assertThat(reader.version()).isEqualTo(2);
        assertThat(reader.roots()).containsExactly(ONE.cid());
        assertThat(reader.toList()).containsExactly(ONE, EMPTY, TWO);
      }
    }
  }

  @Test
  void version_2_headers_that_cannot_be_are_refused() {
    byte[] payload = SMALL;
    int size = payload.length;

    assertRefused(concat(header2(50, size, 0), payload), 27);
    assertRefused(concat(header2(0, size, 0), payload), 27);
    assertRefused(concat(header2(-1, size, 0), payload), 27);
    assertRefused(concat(header2(51, 0, 0), payload), 35);
    assertRefused(concat(header2(51, -1, 0), payload), 35);
    assertRefused(concat(header2(51, Long.MAX_VALUE, 0), payload), 35);
    assertRefused(concat(header2(51, size, -1), payload), 43);
    assertRefused(concat(header2(1000, size, 0), payload), 51 + size);
    assertRefused(concat(header2(Long.MAX_VALUE - size, size, 0), payload), 51 + size);
  }

  @Test
  void a_payload_of_version_2_that_is_no_version_1_is_refused() {
    assertRefused(wrap(wrap(SMALL, 0), 0), 51);
    assertRefused(wrap(new byte[100], 0), 51);
  }

  @Test
  void a_pragma_with_more_than_the_version_is_refused() {
    byte[] odd = concat(hex("11a265726f6f7473806776657273696f6e02"), new byte[100]);

    assertRefused(odd, 0);
  }

  @Test
  void every_cut_of_version_1_is_refused_but_those_between_blocks() {
    int[] ends = {59, 59 + 40, 59 + 40 + 37, SMALL.length};

    for (int length = 0; length <= SMALL.length; length++) {
      byte[] cut = Arrays.copyOf(SMALL, length);
      int blocks = Arrays.binarySearch(ends, length);
      if (blocks >= 0) {
        assertThat(read(cut)).hasSize(blocks);
      } else {
        assertThatThrownBy(() -> read(cut))
            .isInstanceOf(CarFormatException.class)
            .hasMessageStartingWith("test.car, byte ");
      }
    }
  }

  @Test
  void every_cut_of_the_payload_of_version_2_is_refused(@TempDir Path folder) throws IOException {
    byte[] whole = wrap(SMALL, 5);
    int payloadEnd = 56 + SMALL.length;
    Path file = folder.resolve("cut.car");

    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(file, cut);
      if (length >= payloadEnd) {
        assertThat(read(cut)).hasSize(3);
        assertThat(CarReader.open(file).toList()).hasSize(3);
      } else {
        assertThatThrownBy(() -> read(cut)).isInstanceOf(CarFormatException.class);
        assertThatThrownBy(() -> CarReader.open(file)).isInstanceOf(CarFormatException.class);
      }
    }
  }

  @Test
  void a_payload_of_version_2_that_ends_within_a_section_is_refused() {
    for (int size = 1; size < SMALL.length; size++) {
      if (size == 59 || size == 99 || size == 136) {
        continue;
      }
      byte[] bytes = concat(header2(51, size, 0), SMALL);
      assertThatThrownBy(() -> read(bytes)).isInstanceOf(CarFormatException.class);
    }
  }

  @Test
  void the_blocks_before_a_fault_come_and_then_the_fault_again_and_again() {
    CarReader reader = open(Arrays.copyOf(SMALL, SMALL.length - 1));

    assertThat(reader.next()).isEqualTo(ONE);
    assertThat(reader.next()).isEqualTo(EMPTY);
    for (int call = 0; call < 3; call++) {
      assertThatThrownBy(reader::hasNext)
          .isInstanceOf(CarFormatException.class)
          .hasMessageContaining("byte 136: the section of 56 bytes ends after 55 of them")
          .hasMessageContaining("cut off");
      assertThatThrownBy(reader::next).isInstanceOf(CarFormatException.class);
    }
  }

  @Test
  void a_block_with_another_hash_is_refused() {
    byte[] bytes = SMALL.clone();
    bytes[bytes.length - 1] ^= 1;

    assertRefused(bytes, 136);
    assertThatThrownBy(() -> read(bytes)).hasMessageContaining(TWO.cid() + " have another hash");
    CarOptions trusting = CarOptions.builder().hashCheck(HashCheck.NONE).build();
    assertThat(open(bytes, trusting).toList()).hasSize(3);
    CarOptions computable = CarOptions.builder().hashCheck(HashCheck.WHERE_COMPUTABLE).build();
    assertThatThrownBy(() -> open(bytes, computable).toList())
        .isInstanceOf(CarFormatException.class);
  }

  @Test
  void a_block_that_cannot_be_verified_is_refused_unless_that_is_allowed() {
    Cid unknown = Cid.rawOf(Multihash.of(0x3fffff, new byte[32]));
    byte[] bytes = concat(NO_ROOTS, section(unknown, new byte[] {1, 2, 3}));

    assertRefused(bytes, 18);
    assertThatThrownBy(() -> read(bytes))
        .hasMessageContaining("cannot be verified")
        .hasMessageContaining("0x3fffff");
    for (HashCheck check : new HashCheck[] {HashCheck.WHERE_COMPUTABLE, HashCheck.NONE}) {
      CarOptions options = CarOptions.builder().hashCheck(check).build();
      assertThat(open(bytes, options).next().cid()).isEqualTo(unknown);
    }
  }

  @Test
  void an_identity_block_has_to_be_what_its_cid_says() {
    Block identity = identity("inline");

    assertThat(read(concat(NO_ROOTS, section(identity)))).containsExactly(identity);
    assertRefused(concat(NO_ROOTS, section(identity.cid(), new byte[] {1})), 18);
  }

  @Test
  void a_section_of_length_zero_is_refused_or_the_end() {
    byte[] filled = concat(SMALL, new byte[20], new byte[] {1, 2, 3});
    CarOptions lenient =
        CarOptions.builder().zeroLengthSections(ZeroLengthSections.END_OF_FILE).build();

    assertRefused(filled, SMALL.length);
    assertThat(open(filled, lenient).toList()).containsExactly(ONE, EMPTY, TWO);
    assertThat(open(wrap(filled, 3), lenient).toList()).containsExactly(ONE, EMPTY, TWO);
  }

  @Test
  void a_section_without_a_whole_cid_is_refused() {
    assertRefused(concat(NO_ROOTS, hex("01 01")), 18);
    assertRefused(concat(NO_ROOTS, hex("04 01 55 12 20")), 18);
    assertRefused(concat(NO_ROOTS, hex("04 02 55 00 00")), 18);
    byte[] cid = ONE.cid().toBytes();
    assertRefused(concat(NO_ROOTS, new byte[] {(byte) (cid.length - 1)}, cid, ONE.toBytes()), 18);
  }

  @Test
  void lengths_that_are_no_varints_are_refused() {
    assertRefused(concat(NO_ROOTS, hex("80")), 18);
    assertRefused(concat(NO_ROOTS, hex("8000")), 18);
    assertRefused(concat(NO_ROOTS, hex("ffffffffffffffffff01")), 18);
    assertRefused(hex("80"), 0);
  }

  @Test
  void a_section_at_the_limit_is_read_and_one_over_it_is_refused() {
    int limit = CarOptions.DEFAULT_MAX_SECTION_SIZE;
    Block largest = Block.raw(new byte[limit - 36]);
    Block tooLarge = Block.raw(new byte[limit - 35]);
    CarOptions more = CarOptions.builder().maxSectionSize(limit + 1).build();
    byte[] over = archive(List.of(), ONE, tooLarge);

    assertThat(read(archive(List.of(), largest))).containsExactly(largest);
    assertRefused(over, 18 + 40);
    assertThat(open(over, more).toList()).containsExactly(ONE, tooLarge);
  }

  @Test
  void memory_is_taken_for_bytes_that_are_there_and_not_for_promises() {
    byte[] header = concat(Varint.encode(CarOptions.DEFAULT_MAX_HEADER_SIZE), new byte[100]);
    byte[] section =
        concat(NO_ROOTS, Varint.encode(CarOptions.DEFAULT_MAX_SECTION_SIZE), ONE.cid().toBytes());
    assertThatThrownBy(() -> read(header)).isInstanceOf(CarFormatException.class);
    assertThatThrownBy(() -> read(section)).isInstanceOf(CarFormatException.class);

    long before = allocatedBytes();
    assertThatThrownBy(() -> read(header)).isInstanceOf(CarFormatException.class);
    assertThatThrownBy(() -> read(section)).isInstanceOf(CarFormatException.class);

    assertThat(allocatedBytes() - before).isLessThan(2 << 20);
  }

  private static long allocatedBytes() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void a_stream_that_gives_a_byte_at_a_time_reads_the_same() {
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(wrap(SMALL, 100))) {
          @Override
          public int read(byte[] destination, int offset, int length) throws IOException {
            return super.read(destination, offset, Math.min(1, length));
          }

          @Override
          public long skip(long count) {
            return 0;
          }
        };

    assertThat(CarReader.open(slow, "slow", CarOptions.defaults()).toList())
        .containsExactly(ONE, EMPTY, TWO);
  }

  @Test
  void files_and_channels_read_as_streams_do(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("small.car");
    Files.write(file, SMALL);

    try (CarReader reader = CarReader.open(file)) {
      assertThat(reader.name()).isEqualTo(file.toString());
      assertThat(reader.totalBytes()).hasValue(SMALL.length);
      assertThat(reader.toList()).containsExactly(ONE, EMPTY, TWO);
      assertThat(reader.bytesRead()).isEqualTo(SMALL.length);
    }
    try (CarReader reader =
        CarReader.open(
            Channels.newChannel(new ByteArrayInputStream(SMALL)),
            "channel",
            CarOptions.defaults())) {
      assertThat(reader.totalBytes()).isEmpty();
      assertThat(reader.toList()).containsExactly(ONE, EMPTY, TWO);
    }
  }

  @Test
  void a_file_that_is_not_there_or_no_file_is_told(@TempDir Path folder) {
    Path absent = folder.resolve("absent.car");

    assertThatThrownBy(() -> CarReader.open(absent))
        .isInstanceOf(DatastoreException.class)
        .hasMessage("cannot open " + absent + ": no such file or folder; check the path");
    assertThatThrownBy(() -> CarReader.open(folder))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void a_stream_that_fails_is_told_with_the_byte() {
    AtomicInteger closed = new AtomicInteger();
    IOException fault = new IOException("the cable is out");
    InputStream broken = failingAfter(70, fault, closed);

    try (CarReader reader = CarReader.open(broken, "broken", CarOptions.defaults())) {
      assertThatThrownBy(reader::hasNext)
          .isInstanceOf(DatastoreException.class)
          .isNotInstanceOf(CarFormatException.class)
          .hasMessageContaining("cannot read broken at byte ")
          .hasMessageContaining("the cable is out")
          .hasCause(fault);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void a_source_is_closed_where_opening_fails() {
    AtomicInteger closed = new AtomicInteger();

    assertThatThrownBy(
            () ->
                CarReader.open(
                    failingAfter(3, new IOException("gone"), closed),
                    "broken",
                    CarOptions.defaults()))
        .isInstanceOf(DatastoreException.class);
    assertThat(closed).hasValue(1);
  }

  /** Gives the first bytes of the small archive one by one, and then the fault. */
  private static InputStream failingAfter(int bytes, IOException fault, AtomicInteger closed) {
    return new InputStream() {
      private int next;

      @Override
      public int read() throws IOException {
        if (next == bytes) {
          throw fault;
        }
        return SMALL[next++] & 0xff;
      }

      @Override
      public int read(byte[] destination, int offset, int length) throws IOException {
        destination[offset] = (byte) read();
        return 1;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  @Test
  void past_the_last_block_there_is_none() {
    CarReader reader = open(NO_ROOTS);

    assertThat(reader.hasNext()).isFalse();
    assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void a_closed_reader_is_closed_for_good() {
    CarReader reader = open(SMALL);
    assertThat(reader.hasNext()).isTrue();
    reader.close();
    reader.close();

    assertThatThrownBy(reader::hasNext)
        .isInstanceOf(DatastoreClosedException.class)
        .hasMessageContaining("test.car is closed");
    assertThatThrownBy(reader::next).isInstanceOf(DatastoreClosedException.class);
    assertThat(reader.roots()).containsExactly(ONE.cid());
  }

  @Test
  void a_reader_that_is_closed_by_another_thread_says_so_to_the_one_that_waits() throws Exception {
    BlockingTail tail = new BlockingTail(Archives.NO_ROOTS);
    CarReader reader = CarReader.open(tail, "pipe", CarOptions.defaults());
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(reader::hasNext);
    tail.reached.await();

    reader.close();

    assertThatThrownBy(waiting::join).hasCauseInstanceOf(DatastoreClosedException.class);
  }

  /** Gives some bytes, and then nothing until it is closed, when it fails. */
  private static final class BlockingTail extends InputStream {
    private final ByteArrayInputStream bytes;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    BlockingTail(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() throws IOException {
      int next = bytes.read();
      if (next >= 0) {
        return next;
      }
      reached.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new IOException("closed");
    }

    @Override
    public int read(byte[] destination, int offset, int length) throws IOException {
      destination[offset] = (byte) read();
      return 1;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
