package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarCommandTest {

  private static final Block LEAF = Block.raw("leaf".getBytes(UTF_8));
  private static final Block OTHER_LEAF = Block.raw("other leaf".getBytes(UTF_8));
  private static final Block STRANGER = Block.raw("stranger".getBytes(UTF_8));
  private static final Block MIDDLE = Archive.dagPb(LEAF.cid());
  private static final Block ROOT = Archive.linking(MIDDLE.cid(), OTHER_LEAF.cid());

  @TempDir private Path folder;

  private Shell shell(String profile) {
    return Shell.onNew(folder.resolve("repository-" + profile), profile);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void an_archive_goes_in_and_every_block_comes_out(String profile) {
    Shell shell = shell(profile);
    List<Block> blocks = Archive.randomBlocks(Seeds.random(), 20, 999);
    Path archive = Archive.write(folder.resolve("in.car"), blocks);

    assertThat(shell.run("car", "import", archive.toString()).expectSuccess().text())
        .isEqualTo("imported 20 blocks, 19,980 bytes, roots " + blocks.get(0).cid() + "\n");

    for (Block block : blocks.subList(0, 3)) {
      assertThat(shell.run("block", "get", block.cid().toString()).expectSuccess().bytes())
          .isEqualTo(block.toBytes());
    }
    assertThat(Archive.read(shell.run("car", "export", "--all").expectSuccess().bytes()))
        .containsExactlyInAnyOrderElementsOf(blocks);
  }

  @Test
  void several_archives_are_imported_and_told_in_json() throws IOException {
    Path one = file("one.car", Archive.of(List.of(LEAF.cid()), List.of(LEAF)));
    Path two = file("two.car", Archive.of(List.of(), List.of(STRANGER, OTHER_LEAF)));

    var answers =
        shell("leveldb")
            .run("--json", "car", "import", one.toString(), two.toString())
            .expectSuccess()
            .jsonLines();

    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("file").textValue()).isEqualTo(one.toString());
    assertThat(answers.get(0).get("blocks").intValue()).isEqualTo(1);
    assertThat(answers.get(0).get("roots").get(0).textValue()).isEqualTo(LEAF.cid().toString());
    assertThat(answers.get(1).get("blocks").intValue()).isEqualTo(2);
    assertThat(answers.get(1).get("bytes").intValue())
        .isEqualTo(STRANGER.size() + OTHER_LEAF.size());
    assertThat(answers.get(1).get("roots")).isEmpty();
  }

  @Test
  void standard_input_is_an_archive() {
    Shell shell = shell("leveldb");
    byte[] archive = Archive.of(List.of(), List.of(LEAF, STRANGER));

    assertThat(shell.run(archive, "car", "import", "-").expectSuccess().text())
        .isEqualTo("imported 2 blocks, 12 bytes, roots none\n");

    assertThat(shell.run("block", "ls").expectSuccess().lines())
        .containsExactlyInAnyOrder(LEAF.cid().toString(), STRANGER.cid().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void of_a_truncated_archive_the_blocks_before_are_kept(String profile) throws IOException {
    Shell shell = shell(profile);
    byte[] whole = Archive.of(List.of(), List.of(LEAF, OTHER_LEAF, STRANGER));
    Path cut = file("cut.car", Arrays.copyOf(whole, whole.length - 1));

    Shell.Outcome outcome = shell.run("car", "import", cut.toString());

    assertThat(outcome.expectFailure()).contains(cut.toString(), "2 blocks before it", "kept");
    assertThat(outcome.bytes()).isEmpty();
    assertThat(shell.run("block", "ls").expectSuccess().lines())
        .containsExactlyInAnyOrder(LEAF.cid().toString(), OTHER_LEAF.cid().toString());
  }

  @Test
  void a_block_whose_hash_is_wrong_is_refused() throws IOException {
    Shell shell = shell("leveldb");
    byte[] archive = Archive.of(List.of(), List.of(LEAF, STRANGER));
    archive[archive.length - 1] ^= 1;

    assertThat(shell.run("car", "import", file("bad.car", archive).toString()).expectFailure())
        .contains("bad.car");

    assertThat(shell.run("block", "ls").expectSuccess().lines())
        .containsExactly(LEAF.cid().toString());
  }

  @Test
  void an_absent_archive_is_told() {
    assertThat(
            shell("leveldb")
                .run("car", "import", folder.resolve("none.car").toString())
                .expectFailure())
        .contains("none.car", "no such file");
  }

  @Test
  void sections_of_length_zero_are_refused_unless_they_are_said_to_be_the_end() throws IOException {
    Shell shell = shell("leveldb");
    byte[] padded = Archive.withZeros(Archive.of(List.of(), List.of(LEAF)), 64);
    String archive = file("padded.car", padded).toString();

    assertThat(shell.run("car", "import", archive).expectFailure()).contains(archive, "zero");

    assertThat(
            shell
                .run("car", "import", "--zero-length-section-as-end", archive)
                .expectSuccess()
                .text())
        .startsWith("imported 1 blocks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void an_export_holds_what_is_reachable_from_its_root(String profile) {
    Shell shell = shell(profile);
    imported(shell, ROOT, MIDDLE, LEAF, OTHER_LEAF, STRANGER);

    assertThat(Archive.read(export(shell, ROOT.cid())))
        .containsExactlyInAnyOrder(ROOT, MIDDLE, LEAF, OTHER_LEAF)
        .startsWith(ROOT);
    assertThat(Archive.read(export(shell, MIDDLE.cid()))).containsExactly(MIDDLE, LEAF);
    assertThat(Archive.read(export(shell, LEAF.cid()))).containsExactly(LEAF);
    assertThat(
            Archive.read(
                shell
                    .run("car", "export", "--root", text(MIDDLE), "--root", text(STRANGER))
                    .expectSuccess()
                    .bytes()))
        .containsExactlyInAnyOrder(MIDDLE, LEAF, STRANGER);
  }

  @Test
  void an_export_of_all_goes_into_another_repository() {
    Shell shell = shell("leveldb");
    imported(shell, ROOT, MIDDLE, LEAF, OTHER_LEAF, STRANGER);
    byte[] all = shell.run("car", "export", "--all").expectSuccess().bytes();

    Shell other = shell("default");
    other.run(all, "car", "import", "-").expectSuccess();

    assertThat(other.run("block", "ls").expectSuccess().lines())
        .containsExactlyInAnyOrderElementsOf(shell.run("block", "ls").expectSuccess().lines());
    assertThat(other.run("block", "get", text(ROOT)).expectSuccess().bytes())
        .isEqualTo(ROOT.toBytes());
  }

  @Test
  void an_export_to_a_file_says_what_it_wrote() throws IOException {
    Shell shell = shell("leveldb");
    imported(shell, MIDDLE, LEAF);
    Path file = folder.resolve("out.car");

    var json =
        shell
            .run("--json", "car", "export", "--root", text(MIDDLE), "-o", file.toString())
            .expectSuccess()
            .json();

    assertThat(json.get("blocks").intValue()).isEqualTo(2);
    assertThat(json.get("missing").intValue()).isZero();
    assertThat(json.get("bytes").longValue()).isEqualTo(MIDDLE.size() + LEAF.size());
    assertThat(Files.readAllBytes(file)).isEqualTo(export(shell, MIDDLE.cid()));
  }

  @Test
  void a_missing_block_fails_the_export_and_leaves_no_file() {
    Shell shell = shell("leveldb");
    imported(shell, ROOT, MIDDLE, OTHER_LEAF);
    Path file = folder.resolve("out.car");

    assertThat(
            shell
                .run("car", "export", "--root", text(ROOT), "--output", file.toString())
                .expectFailure())
        .contains(text(LEAF), text(MIDDLE));

    assertThat(folder).isDirectoryNotContaining(path -> path.toString().contains("out.car"));
    assertThat(shell.run("car", "export", "--root", text(STRANGER)).expectFailure())
        .contains(text(STRANGER));
  }

  @Test
  void missing_blocks_are_left_out_where_that_is_asked_for() {
    Shell shell = shell("leveldb");
    imported(shell, ROOT, MIDDLE, OTHER_LEAF);
    Path file = folder.resolve("out.car");

    assertThat(
            shell
                .run("car", "export", "--skip-missing", "--root", text(ROOT), "-o", file.toString())
                .expectSuccess()
                .text())
        .contains("exported 3 blocks", "1 blocks are missing");

    assertThat(Archive.read(file)).containsExactlyInAnyOrder(ROOT, MIDDLE, OTHER_LEAF);
  }

  private static void imported(Shell shell, Block... blocks) {
    byte[] archive = Archive.of(List.of(), List.of(blocks));
    shell.run(archive, "car", "import", "-").expectSuccess();
  }

  private static byte[] export(Shell shell, Cid root) {
    return shell.run("car", "export", "--root", root.toString()).expectSuccess().bytes();
  }

  private static String text(Block block) {
    return block.cid().toString();
  }
}
