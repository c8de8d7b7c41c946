package dev.cairn.car;

import static dev.cairn.car.Archives.archive;
import static dev.cairn.car.Archives.concat;
import static dev.cairn.car.Archives.fixture;
import static dev.cairn.car.Archives.identity;
import static dev.cairn.car.Archives.raw;
import static dev.cairn.car.Archives.section;
import static dev.cairn.car.Archives.wrap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.multiformats.Multihash;
import dev.cairn.multiformats.UnsupportedHashException;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import dev.cairn.testkit.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarBlockstoreTest {

  private static final Block FIRST = raw("the first block");
  private static final Block SECOND = raw("the second block");
  private static final Block THIRD = raw("");

  /** A hash function that nobody implements, in the range for private use. */
  private static final long PRIVATE_HASH = 0x300000;

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("test.car"), bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void the_blocks_of_either_version_are_found_where_they_lie(int version) throws IOException {
    byte[] plain = archive(List.of(SECOND.cid()), FIRST, SECOND, THIRD);
    try (CarBlockstore store = CarBlockstore.open(file(version == 1 ? plain : wrap(plain, 99)))) {
      assertThat(store.version()).isEqualTo(version);
      assertThat(store.roots()).containsExactly(SECOND.cid());
      assertThat(store.count()).isEqualTo(3);
      for (Block block : List.of(FIRST, SECOND, THIRD)) {
        assertThat(store.get(block.cid()).orElseThrow().toBytes()).isEqualTo(block.toBytes());
        assertThat(store.size(block.cid())).hasValue(block.size());
        assertThat(store.has(block.cid())).isTrue();
      }
      assertThat(store.get(raw("absent").cid())).isEmpty();
      assertThat(store.list().toList())
          .containsExactly(
              FIRST.cid().multihash(), SECOND.cid().multihash(), THIRD.cid().multihash());
    }
  }

  @Test
  void a_block_that_stands_there_twice_is_one_block() throws IOException {
    Cid asDagPb = FIRST.cid().withCodec(Multicodec.DAG_PB);
    byte[] bytes = archive(List.of(), FIRST, SECOND, FIRST, FIRST.withCid(asDagPb));
    try (CarBlockstore store = CarBlockstore.open(file(bytes))) {
      assertThat(store.count()).isEqualTo(2);
      assertThat(store.list().toList())
          .containsExactly(FIRST.cid().multihash(), SECOND.cid().multihash());
      assertThat(store.get(asDagPb).orElseThrow().cid()).isEqualTo(asDagPb);
    }
  }

  @Test
  void identity_cids_are_answered_from_themselves_and_not_listed() throws IOException {
    Block inline = identity("inline");
    Block elsewhere = identity("in no archive");
    Block long1 = identity("x".repeat(500));
    byte[] bytes = archive(List.of(), inline, FIRST, long1, SECOND);
    try (CarBlockstore store = CarBlockstore.open(file(bytes))) {
      for (Block block : List.of(inline, elsewhere, long1)) {
        assertThat(store.get(block.cid()).orElseThrow().toBytes()).isEqualTo(block.toBytes());
        assertThat(store.has(block.cid())).isTrue();
        assertThat(store.size(block.cid())).hasValue(block.size());
      }
      assertThat(store.count()).isEqualTo(2);
      assertThat(store.list().toList())
          .containsExactly(FIRST.cid().multihash(), SECOND.cid().multihash());
    }
  }

  @Test
  void many_blocks_are_all_found() throws IOException {
    Random random = Seeds.random();
    Set<Block> blocks = new HashSet<>();
    while (blocks.size() < 5_000) {
      byte[] data = new byte[random.nextInt(40)];
      random.nextBytes(data);
      blocks.add(Block.raw(data));
    }
    byte[] bytes = archive(List.of(), blocks.toArray(new Block[0]));
    try (CarBlockstore store = CarBlockstore.open(file(bytes))) {
      assertThat(store.count()).isEqualTo(blocks.size());
      assertThat(blocks)
          .allSatisfy(
              block ->
                  assertThat(store.get(block.cid()).orElseThrow().toBytes())
                      .isEqualTo(block.toBytes()));
      assertThat(store.list().toList())
          .hasSize(blocks.size())
          .containsExactlyInAnyOrderElementsOf(
              blocks.stream().map(block -> block.cid().multihash()).toList());
    }
  }

  @Test
  void writes_are_refused() throws IOException {
    try (CarBlockstore store = CarBlockstore.open(file(archive(List.of(), FIRST)))) {
      assertThatThrownBy(() -> store.put(SECOND))
          .isInstanceOf(ReadOnlyDatastoreException.class)
          .hasMessageContaining("test.car");
      assertThatThrownBy(() -> store.putAll(List.of(FIRST, SECOND)))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThatThrownBy(() -> store.overwrite(FIRST))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThatThrownBy(() -> store.delete(FIRST.cid()))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      assertThatThrownBy(() -> store.deleteAll(List.of(FIRST.cid(), SECOND.cid())))
          .isInstanceOf(ReadOnlyDatastoreException.class);
      store.sync();
      assertThat(store.has(FIRST.cid())).isTrue();
    }
  }

  @Test
  void a_block_with_other_bytes_is_refused_when_it_is_read_and_the_others_are_not()
      throws IOException {
    byte[] bytes =
        concat(archive(List.of(), FIRST), section(SECOND.cid(), FIRST.toBytes()), section(THIRD));
    try (CarBlockstore store = CarBlockstore.open(file(bytes))) {
      assertThatThrownBy(() -> store.get(SECOND.cid()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining(SECOND.cid().toString());
      assertThat(store.get(FIRST.cid())).isPresent();
      assertThat(store.get(THIRD.cid())).isPresent();
      assertThat(store.has(SECOND.cid())).isTrue();
    }
    CarOptions unchecked = CarOptions.builder().hashCheck(HashCheck.NONE).build();
    try (CarBlockstore store = CarBlockstore.open(folder.resolve("test.car"), unchecked)) {
      assertThat(store.get(SECOND.cid()).orElseThrow().toBytes()).isEqualTo(FIRST.toBytes());
    }
  }

  @Test
  void a_hash_that_cannot_be_computed_is_told_or_passed_over_as_the_options_say()
      throws IOException {
    Cid unknown = Cid.rawOf(Multihash.of(PRIVATE_HASH, new byte[32]));
    byte[] bytes = concat(archive(List.of(), FIRST), section(unknown, FIRST.toBytes()));
    Path file = file(bytes);
    try (CarBlockstore store = CarBlockstore.open(file)) {
      assertThatThrownBy(() -> store.get(unknown)).isInstanceOf(UnsupportedHashException.class);
    }
    CarOptions lenient = CarOptions.builder().hashCheck(HashCheck.WHERE_COMPUTABLE).build();
    try (CarBlockstore store = CarBlockstore.open(file, lenient)) {
      assertThat(store.get(unknown)).isPresent();
    }
  }

  @Test
  void an_archive_that_is_cut_off_is_refused_when_it_is_opened() throws IOException {
    byte[] whole = archive(List.of(), FIRST, SECOND);
    int end = whole.length - section(SECOND).length;
    for (int length = 0; length < whole.length; length++) {
      Path file = file(Arrays.copyOf(whole, length));
      if (length == end || length == end - section(FIRST).length) {
        CarBlockstore.open(file).close(); // a whole archive by its format
      } else {
        assertThatThrownBy(() -> CarBlockstore.open(file))
            .as("%d bytes", length)
            .isInstanceOf(CarFormatException.class)
            .hasMessageContaining("test.car");
      }
    }
  }

  @Test
  void sections_of_zeros_end_the_archive_where_asked_for() throws IOException {
    Path file = file(concat(archive(List.of(), FIRST), new byte[10]));

    assertThatThrownBy(() -> CarBlockstore.open(file)).isInstanceOf(CarFormatException.class);
    CarOptions lenient =
        CarOptions.builder().zeroLengthSections(ZeroLengthSections.END_OF_FILE).build();
    try (CarBlockstore store = CarBlockstore.open(file, lenient)) {
      assertThat(store.list().toList()).containsExactly(FIRST.cid().multihash());
    }
  }

  @Test
  void a_section_over_the_limit_is_refused_when_the_archive_is_opened() throws IOException {
    Path file = file(archive(List.of(), raw("x".repeat(1000))));
    CarOptions limited = CarOptions.builder().maxSectionSize(500).build();

    assertThatThrownBy(() -> CarBlockstore.open(file, limited))
        .isInstanceOf(CarFormatException.class)
        .hasMessageContaining("more than the limit of 500");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertThatThrownBy(() -> CarBlockstore.open(folder.resolve("absent.car")))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining("absent.car")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> CarBlockstore.open(folder))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void a_file_that_shrinks_or_changes_while_it_is_open_is_corrupt_rather_than_without_blocks()
      throws IOException {
    Path file = file(archive(List.of(), FIRST, SECOND));
    try (CarBlockstore store = CarBlockstore.open(file)) {
      StoreSurgery.resize(file, Files.size(file) - SECOND.size() - 2);

      assertThat(store.get(FIRST.cid())).isPresent();
      assertThatThrownBy(() -> store.get(SECOND.cid()))
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("has changed since");
      assertThatThrownBy(() -> store.list().toList()).isInstanceOf(DatastoreException.class);

      Files.write(file, archive(List.of(), THIRD, raw("a block that takes the place of others")));
      for (Block lost : List.of(FIRST, SECOND)) {
        assertThatThrownBy(() -> store.has(lost.cid())).isInstanceOf(CorruptDataException.class);
      }
      assertThatThrownBy(() -> store.list().toList()).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void an_interrupted_reader_reads_on_and_so_do_all_others() throws IOException {
    Path file = file(archive(List.of(), FIRST, SECOND));
    try (CarBlockstore store = CarBlockstore.open(file)) {
      for (int i = 0; i < 3; i++) {
        Thread.currentThread().interrupt();

        assertThat(store.get(FIRST.cid())).isPresent();

        assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        assertThat(store.get(SECOND.cid())).isPresent();
      }
    }
  }

  @Test
  void readers_beside_one_that_is_interrupted_again_and_again_read_right() throws IOException {
    Path file = file(archive(List.of(), FIRST, SECOND));
    AtomicBoolean done = new AtomicBoolean();
    try (CarBlockstore store = CarBlockstore.open(file);
        Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 0; i < 500; i++) {
              Thread.currentThread().interrupt();
              assertThat(store.get(FIRST.cid())).isPresent();
            }
            assertThat(Thread.interrupted()).isTrue();
            done.set(true);
          });
      for (int i = 0; i < 2; i++) {
        threads.start(
            () -> {
              while (!done.get() && !Thread.currentThread().isInterrupted()) {
                assertThat(store.get(SECOND.cid()).orElseThrow().toBytes())
                    .isEqualTo(SECOND.toBytes());
              }
            });
      }
    }
  }

  @Test
  void a_file_that_was_replaced_is_not_read_in_place_of_the_first() throws IOException {
    Path file = file(archive(List.of(), FIRST));
    try (CarBlockstore store = CarBlockstore.open(file)) {
      Files.delete(file);
      file(archive(List.of(), SECOND));
      assertThat(store.get(FIRST.cid())).as("the file that was opened").isPresent();

      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.get(FIRST.cid()))
          .isInstanceOf(DatastoreException.class)
          .hasMessageContaining("replaced");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void listings_close_with_the_store_and_alone() throws IOException {
    CarBlockstore store = CarBlockstore.open(file(archive(List.of(), FIRST, SECOND)));
    CloseableIterator<Multihash> alone = store.list();
    CloseableIterator<Multihash> other = store.list();
    alone.next();
    alone.close();
    assertThatThrownBy(alone::next).isInstanceOf(DatastoreClosedException.class);
    assertThat(other.next()).isEqualTo(FIRST.cid().multihash());

    store.close();
    store.close();

    assertThatThrownBy(other::next).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> store.put(FIRST)).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(store::sync).isInstanceOf(DatastoreClosedException.class);
    assertThatThrownBy(() -> store.has(identity("x").cid()))
        .isInstanceOf(DatastoreClosedException.class);
  }

  @Test
  void reading_changes_not_a_byte() throws IOException {
    Path file = file(archive(List.of(), FIRST, SECOND));
    var before = StoreSurgery.fingerprint(folder);
    try (CarBlockstore store = CarBlockstore.open(file)) {
      store.get(FIRST.cid());
      store.list().toList();
    }
    assertThat(StoreSurgery.fingerprint(folder)).isEqualTo(before);
  }

  /** Whatever is made of an archive: a block that is answered is the block that was asked for. */
  @Test
  void archives_made_of_others_by_chance_are_read_or_refused() throws IOException {
    byte[] seed = wrap(archive(List.of(), FIRST, identity("inline"), SECOND, THIRD, FIRST), 5);
    List<Cid> asked = List.of(FIRST.cid(), SECOND.cid(), THIRD.cid(), raw("absent").cid());
    Random random = Seeds.random();
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      Path file = file(CarMutationTest.mutant(seed, random));
      try (CarBlockstore store = CarBlockstore.open(file)) {
        List<Multihash> listed = new ArrayList<>();
        store.list().forEachRemaining(listed::add);
        assertThat(listed).doesNotHaveDuplicates().hasSize((int) store.count());
        for (Cid cid : asked) {
          assertThat(store.has(cid)).isEqualTo(listed.contains(cid.multihash()));
          try {
            assertThat(store.get(cid).map(Block::isValid).orElse(true)).isTrue();
          } catch (CorruptDataException e) {
            assertThat(e).hasMessageContaining(cid.toString());
          }
        }
      } catch (CarFormatException e) {
        refused++;
        assertThat(e).hasMessageContaining("test.car");
      }
    }
    assertThat(refused).isBetween(1, 1_999);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample-v1.car",
        "sample-wrapped-v2.car",
        "sample-v2-indexless.car",
        "sample-rw-bs-v2.car",
        "sample-unixfs-v2.car",
        "carv1-basic.car",
        "carv2-basic.car",
        "hamt.car",
        "wikipedia-cryptographic-hash-function.car"
      })
  void the_blocks_of_real_archives_are_those_that_a_reader_shows(String name) {
    Path file = fixture("car/" + name);
    Set<Multihash> multihashes = new HashSet<>();
    try (CarBlockstore store = CarBlockstore.open(file);
        CarReader reader = CarReader.open(file)) {
      reader.forEachRemaining(
          block -> {
            assertThat(store.get(block.cid()).orElseThrow().toBytes()).isEqualTo(block.toBytes());
            if (!block.cid().multihash().isIdentity()) {
              multihashes.add(block.cid().multihash());
            }
          });
      assertThat(store.list().toList())
          .doesNotHaveDuplicates()
          .hasSameSizeAs(multihashes)
          .containsAll(multihashes);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample-corrupt-pragma.car",
        "sample-rootless-v42.car",
        "badheaderlength.car",
        "badsectionlength.car",
        "sample-v1-tailing-corrupt-section.car",
        "sample-v1-with-zero-len-section.car"
      })
  void broken_real_archives_are_refused_when_they_are_opened(String name) {
    Path file = fixture("car/" + name);

    CarFormatException refusal =
        catchThrowableOfType(CarFormatException.class, () -> CarBlockstore.open(file));

    assertThat(refusal).hasMessageContaining(name);
  }
}
