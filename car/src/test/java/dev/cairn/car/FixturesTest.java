package dev.cairn.car;

import static dev.cairn.car.Archives.bytesOf;
import static dev.cairn.car.Archives.fixture;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.links.Links;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that other implementations wrote, and broke. */
class FixturesTest {

  /** The file, its version, blocks and roots. */
  private static final String VALID =
      """
      car/sample-v1.car                                    | 1 | 1049 | 1
      car/sample-wrapped-v2.car                            | 2 | 1049 | 1
      car/sample-v1-noidentity.car                         | 1 | 1043 | 1
      car/sample-v2-indexless.car                          | 2 | 1049 | 1
      car/sample-rw-bs-v2.car                              | 2 | 3    | 3
      car/lotus-sample-rw-bs-v2.car                        | 2 | 3    | 3
      car/sample-unixfs-v2.car                             | 2 | 3    | 1
      car/simple-unixfs.car                                | 1 | 22   | 1
      car/simple-unixfs-missing-blocks.car                 | 1 | 17   | 1
      car/wikipedia-cryptographic-hash-function.car        | 1 | 5    | 1
      car/carv1-basic.car                                  | 1 | 8    | 2
      car/carv2-basic.car                                  | 2 | 5    | 1
      car/hamt.car                                         | 1 | 36   | 1
      gateway/boxo-directory-with-multilayer-hamt-and-multiblock-files.car | 1 | 18 | 1
      gateway/dir_listing/fixtures.car                     | 1 | 10   | 1
      gateway/gateway-cache/fixtures.car                   | 1 | 5    | 1
      gateway/gateway-raw-block.car                        | 1 | 3    | 1
      gateway/path_gateway_dag/dag-cbor-traversal.car      | 1 | 3    | 1
      gateway/path_gateway_dag/dag-json-traversal.car      | 1 | 3    | 1
      gateway/path_gateway_dag/dag-pb.car                  | 1 | 4    | 1
      gateway/path_gateway_dag/gateway-json-cbor.car       | 1 | 11   | 1
      gateway/path_gateway_dag/plain-cbor.car              | 1 | 1    | 1
      gateway/path_gateway_dag/plain-json.car              | 1 | 1    | 1
      gateway/path_gateway_tar/inside-root.car             | 1 | 4    | 1
      gateway/path_gateway_unixfs/dir-with-files.car       | 1 | 9    | 1
      gateway/path_gateway_unixfs/symlink.car              | 1 | 3    | 1
      gateway/trustless_gateway_car/dir-with-dag-cbor-with-links.car         | 1 | 9   | 1
      gateway/trustless_gateway_car/file-3k-and-3-blocks-missing-block.car   | 1 | 3   | 1
      gateway/trustless_gateway_car/single-layer-hamt-with-multi-block-files.car | 1 | 243 | 1
      gateway/trustless_gateway_car/subdir-with-mixed-block-files.car        | 1 | 10  | 1
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(textBlock = VALID, delimiter = '|')
  void a_valid_archive_is_read_and_the_links_of_its_blocks_too(
      String name, int version, int blocks, int roots) {
    try (CarReader reader = CarReader.open(fixture(name))) {
      assertThat(reader.version()).isEqualTo(version);
      assertThat(reader.roots()).hasSize(roots);
      List<Block> all = reader.toList();
      assertThat(all).hasSize(blocks).allMatch(Block::isValid);
      assertThat(all).allSatisfy(block -> assertThat(Links.standard().of(block)).isPresent());
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_block_of_every_valid_archive_comes_back_by_its_cid_from_an_engine(Engine engine) {
    int number = 0;
    for (String line : VALID.lines().toList()) {
      Path file = fixture(line.split("\\|", -1)[0].trim());
      Path directory = folder.resolve("store-" + number++);
      List<Block> expected = CarReader.open(file).toList();
      try (Blockstore store = engine.open(directory);
          CarReader reader = CarReader.open(file)) {
        ImportResult result = CarImport.into(store).run(reader);

        assertThat(result.blocks()).isEqualTo(expected.size());
        assertThat(result.bytes()).isEqualTo(expected.stream().mapToLong(Block::size).sum());
        for (Block block : expected) {
          Block found = store.get(block.cid()).orElseThrow();
          assertThat(found.cid()).isEqualTo(block.cid());
          assertThat(found.toBytes()).isEqualTo(block.toBytes());
        }
        assertThat(listed(store)).isEqualTo(storable(expected));
      }
    }
  }

  private static Set<Multihash> listed(Blockstore store) {
    try (CloseableIterator<Multihash> listing = store.list()) {
      return new HashSet<>(listing.toList());
    }
  }

  private static Set<Multihash> storable(List<Block> blocks) {
    Set<Multihash> multihashes = new HashSet<>();
    for (Block block : blocks) {
      if (!block.cid().multihash().isIdentity()) {
        multihashes.add(block.cid().multihash());
      }
    }
    return multihashes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "car/sample-v1-noidentity.car",
        "car/simple-unixfs.car",
        "car/hamt.car",
        "gateway/dir_listing/fixtures.car",
        "gateway/path_gateway_dag/dag-cbor-traversal.car",
        "gateway/path_gateway_dag/dag-json-traversal.car",
        "gateway/path_gateway_unixfs/dir-with-files.car"
      })
  void a_whole_graph_goes_through_a_store_and_out_again(String name) {
    Path file = fixture(name);
    MemoryBlockstore store = new MemoryBlockstore();
    Path copy = folder.resolve("copy.car");
    try (CarReader reader = CarReader.open(file)) {
      CarImport.into(store).run(reader);
      try (CarWriter writer = CarWriter.create(copy, reader.roots())) {
        CarExport.from(store).reachable(writer);
        writer.commit();
      }
    }

    assertThat(new HashSet<>(CarReader.open(copy).toList()))
        .isEqualTo(new HashSet<>(CarReader.open(file).toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "car/simple-unixfs-missing-blocks.car",
        "car/wikipedia-cryptographic-hash-function.car",
        "gateway/trustless_gateway_car/file-3k-and-3-blocks-missing-block.car"
      })
  void a_graph_with_holes_is_exported_only_where_they_may_be_skipped(String name) {
    MemoryBlockstore store = new MemoryBlockstore();
    try (CarReader reader = CarReader.open(fixture(name));
        CarWriter writer = CarWriter.create(folder.resolve("copy.car"), reader.roots());
        CarWriter again = CarWriter.create(folder.resolve("again.car"), reader.roots())) {
      long blocks = CarImport.into(store).run(reader).blocks();

      assertThatThrownBy(() -> CarExport.from(store).reachable(writer))
          .isInstanceOfSatisfying(
              MissingBlockException.class, e -> assertThat(e.parent()).isPresent());

      ExportOptions skipping = ExportOptions.builder().missingBlocks(MissingBlocks.SKIP).build();
      ExportResult result = CarExport.from(store).withOptions(skipping).reachable(again);
      assertThat(result.missing()).isPositive();
      assertThat(result.blocks()).isEqualTo(blocks);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"car/carv1-basic", "car/carv2-basic"})
  void sections_stand_where_the_specification_says(String name) {
    String sidecar = new String(bytesOf(fixture(name + ".json")), UTF_8);
    List<String> expected = new ArrayList<>();
    List<Long> dataOffsets = numbers(sidecar, "blockOffset");
    List<Long> dataLengths = numbers(sidecar, "blockLength");
    List<Long> offsets = numbers(sidecar, "offset");
    List<Long> lengths = numbers(sidecar, "length");
    for (int i = 0; i < offsets.size(); i++) {
      expected.add(
          "%d+%d, data %d+%d"
              .formatted(offsets.get(i), lengths.get(i), dataOffsets.get(i), dataLengths.get(i)));
    }

    List<String> found = new ArrayList<>();
    try (CarReader reader = CarReader.open(fixture(name + ".car"))) {
      reader
          .sections()
          .forEachRemaining(
              section ->
                  found.add(
                      "%d+%d, data %d+%d"
                          .formatted(
                              section.offset(),
                              section.length(),
                              section.dataOffset(),
                              section.block().size())));
    }
    assertThat(found).isNotEmpty().isEqualTo(expected);
  }

  private static List<Long> numbers(String json, String key) {
    return Pattern.compile("\"" + key + "\": (\\d+)")
        .matcher(json)
        .results()
        .map((MatchResult match) -> Long.valueOf(match.group(1)))
        .toList();
  }

  @Test
  void a_block_is_the_one_that_upstream_took_out_of_its_archive() {
    String name = "bafy2bzacebohz654namrgmwjjx4qmtwgxixsd7pn4tlanyrc3g3hwj75hlxrw";
    byte[] expected = bytesOf(fixture("car/" + name + ".block"));

    assertThat(CarReader.open(fixture("car/sample-v1.car")).toList())
        .filteredOn(block -> block.cid().equals(Cid.parse(name)))
        .singleElement()
        .satisfies(block -> assertThat(block.toBytes()).isEqualTo(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "car/badheaderlength.car,                0,   'would have 216830324832 bytes, more than'",
    "car/sample-corrupt-pragma.car,          0,   'the header of 18 bytes ends after 15'",
    "car/sample-rootless-v42.car,            0,   'a CAR of version 42'",
    "car/sample-v2-corrupt-data-and-index.car, 27, 'the payload would begin at byte -'",
    "car/junk.dat,                           2,   'a key is expected'"
  })
  void what_is_no_archive_is_refused_where_it_is_opened(String name, long offset, String why) {
    Path file = fixture(name);

    assertThatThrownBy(() -> CarReader.open(file))
        .isInstanceOf(CarFormatException.class)
        .hasMessageStartingWith(file + ", byte " + offset + ": ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "car/badsectionlength.car,                    18,     0,    'more than the limit of 8388608'",
    "car/sample-v1-tailing-corrupt-section.car,   479518, 1048, 'ends after'",
    "car/sample-v1-with-zero-len-section.car,     479907, 1049, 'the section has no bytes'",
    "car/sample-v1-with-zero-len-section2.car,    20819,  20,   'the section has no bytes'"
  })
  void of_a_damaged_archive_the_blocks_before_the_damage_are_kept(
      String name, long offset, int blocks, String why) {
    Path file = fixture(name);
    MemoryBlockstore store = new MemoryBlockstore();

    CarImportException e =
        catchThrowableOfType(
            CarImportException.class,
            () -> {
              try (CarReader reader = CarReader.open(file)) {
                CarImport.into(store).run(reader);
              }
            });

    assertThat(e)
        .hasMessageStartingWith(file + ", byte " + offset + ": ")
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
    assertThat(e.kept().blocks()).isEqualTo(blocks);
    assertThat(store.synced).isEqualTo(store.count());
  }

  @ParameterizedTest
  @CsvSource({
    "car/sample-v1-with-zero-len-section.car,  1049",
    "car/sample-v1-with-zero-len-section2.car, 20"
  })
  void zeros_at_the_end_are_the_end_where_asked(String name, int blocks) {
    CarOptions options =
        CarOptions.builder().zeroLengthSections(ZeroLengthSections.END_OF_FILE).build();

    assertThat(CarReader.open(fixture(name), options).toList()).hasSize(blocks);
  }

  @Test
  void every_cut_of_a_real_archive_is_refused_but_those_between_blocks() {
    for (String name : List.of("car/carv1-basic.car", "car/sample-unixfs-v2.car")) {
      byte[] whole = bytesOf(fixture(name));
      Set<Long> ends = new HashSet<>();
      try (CarReader reader = Archives.open(whole)) {
        if (reader.version() == 1) {
          ends.add(reader.bytesRead());
          reader.sections().forEachRemaining(section -> ends.add(section.offset()));
        } else {
          long payloadEnd = reader.totalBytes().orElseThrow();
          for (long end = payloadEnd; end < whole.length; end++) {
            ends.add(end);
          }
        }
      }
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        if (ends.contains((long) length)) {
          assertThat(Archives.read(cut)).isNotNull();
        } else {
          assertThatThrownBy(() -> Archives.read(cut)).isInstanceOf(CarFormatException.class);
        }
      }
    }
  }
}
