package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.repo.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that other implementations wrote, and broke, given to the command. */
class FixturesTest {

  private static final Map<String, Integer> BLOCKS =
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

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb", "rocksdb"})
  void every_block_of_every_valid_archive_comes_back_byte_for_byte(String profile) {
    Shell shell = Shell.onNew(folder.resolve("repository"), profile);
    Map<Path, Integer> files = new TreeMap<>();
    BLOCKS.forEach((name, blocks) -> files.put(Archive.fixture(name), blocks));
    List<String> command = new ArrayList<>(List.of("--json", "car", "import"));
    files.keySet().forEach(file -> command.add(file.toString()));

    var answers = shell.run(command.toArray(new String[0])).expectSuccess().jsonLines();

    assertThat(answers)
        .extracting(answer -> answer.get("blocks").intValue())
        .containsExactlyElementsOf(files.values());
    try (Repository repository = Repository.open(shell.repository())) {
      for (Path file : files.keySet()) {
        for (Block block : Archive.read(file)) {
          Block found = repository.blocks().get(block.cid()).orElseThrow();
          assertThat(found.toBytes()).as("%s of %s", block, file).isEqualTo(block.toBytes());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "badheaderlength.car, 0",
    "badsectionlength.car, 0",
    "sample-corrupt-pragma.car, 0",
    "sample-rootless-v42.car, 0",
    "sample-v2-corrupt-data-and-index.car, 0",
    "junk.dat, 0",
    // The six identity blocks of these files are counted and not stored.
    "sample-v1-tailing-corrupt-section.car, 1042",
    "sample-v1-with-zero-len-section.car, 1043",
    "sample-v1-with-zero-len-section2.car, 20"
  })
  void a_broken_archive_is_refused_in_one_line_and_what_was_valid_before_is_kept(
      String name, int kept) {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");

    Shell.Outcome outcome = shell.run("car", "import", Archive.fixture(name).toString());

    assertThat(outcome.expectFailure()).contains(name);
    assertThat(outcome.bytes()).isEmpty();
    assertThat(shell.run("block", "ls").expectSuccess().lines()).hasSize(kept);
  }

  @ParameterizedTest
  @CsvSource({
    "sample-v1-with-zero-len-section.car, 1049",
    "sample-v1-with-zero-len-section2.car, 20"
  })
  void zeros_at_the_end_are_the_end_where_that_is_asked_for(String name, int blocks) {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");

    String archive = Archive.fixture(name).toString();

    assertThat(
            shell
                .run("car", "import", "--zero-length-section-as-end", archive)
                .expectSuccess()
                .text())
        .startsWith("imported " + blocks + " blocks");
  }
}
