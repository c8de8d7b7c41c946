package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cairn.blockstore.Block;
import dev.cairn.car.CarReader;
import dev.cairn.repo.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives that other programs wrote, through the command line. */
class FixturesTest {

  private static final Path ARCHIVES = Path.of(System.getProperty("cairn.fixtures", "none"), "car");

  /** How many blocks the list of the archives says that each has. */
  private static final Map<String, Integer> VALID =
      Map.ofEntries(
          Map.entry("sample-v1.car", 1049),
          Map.entry("sample-wrapped-v2.car", 1049),
          Map.entry("sample-v1-noidentity.car", 1043),
          Map.entry("sample-v2-indexless.car", 1049),
          Map.entry("sample-rw-bs-v2.car", 3),
          Map.entry("lotus-sample-rw-bs-v2.car", 3),
          Map.entry("sample-unixfs-v2.car", 3),
          Map.entry("simple-unixfs.car", 22),
          Map.entry("simple-unixfs-missing-blocks.car", 17),
          Map.entry("wikipedia-cryptographic-hash-function.car", 5),
          Map.entry("carv1-basic.car", 8),
          Map.entry("carv2-basic.car", 5),
          Map.entry("hamt.car", 36));

  private static final List<String> INVALID =
      List.of(
          "badheaderlength.car",
          "badsectionlength.car",
          "sample-corrupt-pragma.car",
          "sample-rootless-v42.car",
          "sample-v2-corrupt-data-and-index.car",
          "sample-v1-tailing-corrupt-section.car",
          "sample-v1-with-zero-len-section.car",
          "sample-v1-with-zero-len-section2.car",
          "junk.dat");

  @TempDir private Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void fixturesAreThere() {
    assumeThat(ARCHIVES).as("the archives of other programs").exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb", "rocksdb"})
  void every_valid_archive_comes_back_byte_for_byte(String profile) {
    String repository = temporary.resolve(profile).toString();
    assertThat(run("init", "--repo", repository, "--profile", profile)).isZero();
    VALID.forEach(
        (name, blocks) -> {
          out.reset();
          Path file = ARCHIVES.resolve(name);
          assertThat(run("--repo", repository, "car", "import", file.toString())).isZero();
          assertThat(out.toString(UTF_8)).startsWith("imported " + blocks + " blocks, ");
        });

    try (Repository opened = Repository.open(Path.of(repository))) {
      VALID.keySet().forEach(name -> assertAllBlocksAreIn(opened, ARCHIVES.resolve(name)));
    }
  }

  private static void assertAllBlocksAreIn(Repository repository, Path file) {
    try (CarReader archive = CarReader.open(file)) {
      while (archive.hasNext()) {
        Block block = archive.next();
        assertThat(repository.blocks().get(block.cid()).orElseThrow().toBytes())
            .isEqualTo(block.toBytes());
      }
    }
  }

  @Test
  void every_invalid_file_is_refused_with_one_line() {
    String repository = temporary.resolve("repository").toString();
    run("init", "--repo", repository);
    for (String name : INVALID) {
      err.reset();
      Path file = ARCHIVES.resolve(name);
      assertThat(Files.exists(file)).as(name).isTrue();

      assertThat(run("--repo", repository, "car", "import", file.toString())).as(name).isEqualTo(1);
      assertThat(err.toString(UTF_8).lines()).hasSize(1);
      assertThat(err.toString(UTF_8)).contains(name);
    }
  }

  private int run(String... arguments) {
    Terminal terminal =
        new Terminal(new ByteArrayInputStream(new byte[0]), out, new PrintStream(err, true, UTF_8));
    return Cairn.run(terminal, arguments);
  }
}
