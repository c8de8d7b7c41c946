package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.blockstore.Block;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Cid;
import dev.cairn.repo.Repository;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PinCommandTest {

  @TempDir private Path folder;
  private Shell shell;
  private String leaf;
  private String root;

  @BeforeEach
  void putGraph() {
    shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    Block block = Block.raw("leaf".getBytes(UTF_8));
    leaf = shell.run(block.toBytes(), "block", "put").expectSuccess().text().strip();
    byte[] top = Archive.linking(block.cid()).toBytes();
    root = shell.run(top, "block", "put", "--cid-codec", "dag-cbor").expectSuccess().text().strip();
  }

  @Test
  void pins_are_added_listed_and_removed() {
    assertThat(shell.run("pin", "add", root, "--name", "a backup").expectSuccess().text())
        .isEqualTo("pinned " + root + " recursive a backup\n");
    shell.run("pin", "add", "--direct", leaf).expectSuccess();

    assertThat(shell.run("pin", "ls").expectSuccess().lines())
        .containsExactlyInAnyOrder(root + " recursive a backup", leaf + " direct");
    assertThat(shell.run("pin", "rm", leaf).expectSuccess().text())
        .isEqualTo("unpinned " + leaf + " direct\n");
    JsonNode pin = shell.run("--json", "pin", "ls").expectSuccess().json();
    assertThat(pin.get("cid").textValue()).isEqualTo(root);
    assertThat(pin.get("mode").textValue()).isEqualTo("recursive");
    assertThat(pin.get("name").textValue()).isEqualTo("a backup");
    assertThat(shell.run("pin", "rm", leaf).expectFailure()).contains("is not pinned", leaf);
  }

  @Test
  void a_direct_pin_takes_no_recursive_ones_place_and_that_is_said_in_plain_words() {
    shell.run("pin", "add", root).expectSuccess();

    assertThat(shell.run("pin", "add", "--direct", root).expectFailure())
        .contains("is pinned recursively", "'pin rm' it first")
        .doesNotContain("internal error");
    assertThat(shell.run("pin", "ls").expectSuccess().text()).isEqualTo(root + " recursive\n");
  }

  @Test
  void nothing_is_pinned_where_something_is_missing() {
    shell.run("block", "rm", leaf).expectSuccess();

    assertThat(shell.run("pin", "add", root).expectFailure()).contains(leaf, "missing");
    assertThat(shell.run("pin", "ls").expectSuccess().bytes()).isEmpty();
    shell.run("pin", "add", "--direct", root).expectSuccess();
  }

  @Test
  void what_is_pinned_is_not_removed_under_any_codec() {
    shell.run("pin", "add", root).expectSuccess();
    String alias = Cid.parse(root).withCodec(0x55).toString();

    for (String cid : new String[] {leaf, root, alias}) {
      assertThat(shell.run("block", "rm", cid).expectFailure()).contains("kept by the pin of");
    }
    shell.run("pin", "rm", root).expectSuccess();
    shell.run("block", "rm", leaf, alias).expectSuccess();
  }

  @Test
  void what_kubo_has_pinned_keeps_everything_from_being_deleted() {
    try (Repository repository = Repository.open(shell.repository())) {
      repository.datastore().put(Key.of("/pins/state/dirty"), new byte[] {0});
    }

    assertThat(shell.run("repo", "gc").expectFailure()).contains("/pins", "another program");
    assertThat(shell.run("block", "rm", leaf).expectFailure()).contains("/pins");
    assertThat(shell.run("block", "has", leaf, root).expectSuccess().lines()).hasSize(2);
  }
}
