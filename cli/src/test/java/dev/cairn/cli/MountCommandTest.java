package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.blockstore.Block;
import dev.cairn.repo.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountCommandTest {

  private static final byte[] SHARED = "in both".getBytes(UTF_8);

  @TempDir private Path folder;
  private Shell home;
  private Shell far;
  private String shared;

  @BeforeEach
  void makeRepositories() {
    home = Shell.onNew(folder.resolve("home"), "leveldb");
    far = Shell.onNew(folder.resolve("far"), "leveldb");
    shared = far.run(SHARED, "block", "put").expectSuccess().cid().toString();
  }

  private String farPath() {
    return far.repository().toString();
  }

  @Test
  void mounts_are_added_listed_moved_and_taken_away() {
    Shell third = Shell.onNew(folder.resolve("third"), "default");
    third.run(SHARED, "block", "put").expectSuccess();
    String thirdPath = third.repository().toString();

    home.run("mount", "add", "far", farPath()).expectSuccess();
    home.run("mount", "add", "third", thirdPath, "--trusted", "--before", "far").expectSuccess();
    assertThat(home.run("mount", "ls").expectSuccess().lines())
        .containsExactly("third " + thirdPath + " trusted", "far " + farPath());
    assertThat(home.run("mount", "move", "far", "--before", "third").expectSuccess().lines())
        .containsExactly("far " + farPath(), "third " + thirdPath + " trusted");
    assertThat(home.run("block", "locate", shared).expectSuccess().lines())
        .containsExactly("/blocks absent", "far found", "third found");
    assertThat(home.run("mount", "rm", "far").expectSuccess().text()).isEqualTo("unmounted far\n");
    JsonNode left = home.run("--json", "mount", "ls").expectSuccess().json();
    assertThat(left.get("mount").textValue()).isEqualTo("third");
    assertThat(left.get("path").textValue()).isEqualTo(thirdPath);
    assertThat(left.get("trusted").booleanValue()).isTrue();
    assertThat(left.get("writable").booleanValue()).isFalse();
  }

  @Test
  void what_cannot_be_mounted_is_told_and_nothing_is_kept() {
    assertThat(home.run("mount", "add", "gone", folder.resolve("gone").toString()).expectFailure())
        .contains("no repository and no archive at", "gone");
    assertThat(home.run("mount", "add", "a b", farPath()).expectFailure()).contains("a name");
    assertThat(home.run("mount", "add", "x", farPath(), "--before", "y").expectFailure())
        .contains("there is no mount 'y'");
    assertThat(home.run("mount", "move", "x", "--before", "y").expectFailure())
        .contains("there is no mount 'x'");
    assertThat(home.run("mount", "rm", "x").expectFailure()).contains("there is no mount 'x'");
    assertThat(home.run("mount", "ls").expectSuccess().bytes()).isEmpty();
  }

  @Test
  void a_mount_that_somebody_writes_to_is_down_and_its_holder_is_named() {
    home.run("mount", "add", "far", farPath()).expectSuccess();
    try (Repository writer = Repository.open(far.repository())) {
      Shell.Outcome health = home.run("mount", "health");

      assertThat(health.exitCode()).isEqualTo(1);
      assertThat(health.lines().get(0)).isEqualTo("/blocks ok (no blocks)");
      assertThat(health.lines().get(1))
          .startsWith("far down")
          .contains(writer.directory() + " is in use by this process");
      assertThat(home.run("block", "get", shared).expectFailure()).contains("is in use by");
    }
    JsonNode far = home.run("--json", "mount", "health").expectSuccess().jsonLines().get(1);
    assertThat(far.get("mount").textValue()).isEqualTo("far");
    assertThat(far.get("status").textValue()).isEqualTo("ok");
  }

  @Test
  void a_mount_that_follows_shows_what_its_writer_puts() {
    Shell written = Shell.onNew(folder.resolve("written"), "default");
    String path = written.repository().toString();
    Block later = Block.raw("later".getBytes(UTF_8));
    try (Repository writer = Repository.open(written.repository())) {
      home.run("mount", "add", "written", path, "--follow").expectSuccess();
      assertThat(home.run("mount", "ls").expectSuccess().text())
          .isEqualTo("written " + path + " followed\n");
      JsonNode listed = home.run("--json", "mount", "ls").expectSuccess().json();
      assertThat(listed.get("followed").booleanValue()).isTrue();
      assertThat(listed.get("writable").booleanValue()).isFalse();
      assertThat(home.run("mount", "health").expectSuccess().lines())
          .containsExactly("/blocks ok (no blocks)", "written ok (no blocks)");

      writer.blocks().put(later);

      String cid = later.cid().toString();
      assertThat(home.run("block", "get", cid).expectSuccess().text()).isEqualTo("later");
      assertThat(home.run("block", "locate", cid).expectSuccess().lines())
          .containsExactly("/blocks absent", "written found");
      assertThat(home.run("block", "rm", cid, "--mount", "written").expectFailure())
          .contains("written");
    }
  }

  @Test
  void what_cannot_be_followed_is_told_with_the_cures() {
    assertThat(home.run("mount", "add", "far", farPath(), "--follow").expectFailure())
        .contains("of the type 'levelds' cannot be read beside its writer")
        .contains("types that can: rocksds")
        .contains("close the writer");
    assertThat(
            home.run("mount", "add", "far", farPath(), "--follow", "--writable").expectWrongUsage())
        .contains("--follow", "--writable");
    assertThat(home.run("mount", "ls").expectSuccess().bytes()).isEmpty();
  }

  @Test
  void a_repository_works_without_its_mount_as_far_as_it_can() throws IOException {
    home.run("mount", "add", "far", farPath()).expectSuccess();
    String own = home.run("own".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    home.run("pin", "add", own).expectSuccess();
    Files.move(far.repository(), folder.resolve("away"));

    assertThat(home.run("block", "get", own).expectSuccess().text()).isEqualTo("own");
    assertThat(home.run("block", "get", shared).expectFailure())
        .contains("the mount 'far'", "no repository and no archive at " + farPath());
    assertThat(home.run("mount", "health").exitCode()).isEqualTo(1);
    String loose = home.run(SHARED, "block", "put").expectSuccess().text().strip();
    assertThat(home.run("block", "rm", loose).expectSuccess().text())
        .isEqualTo(loose + " UNKNOWN far\n");
    assertThat(home.run("repo", "gc").expectSuccess().text())
        .as("all that is pinned is here")
        .startsWith("removed 0 blocks");
    assertThat(home.run("mount", "rm", "far").expectFailure()).contains("far");
    assertThat(home.run("mount", "rm", "far", "--force").expectSuccess().text())
        .isEqualTo("unmounted far\n");
    assertThat(home.run("block", "get", shared).expectFailure()).contains("block not found");
  }

  @Test
  void a_copy_is_removed_from_a_mount_only_where_that_was_declared_writable() {
    home.run(SHARED, "block", "put").expectSuccess();
    home.run("mount", "add", "far", farPath()).expectSuccess();
    assertThat(home.run("block", "rm", shared, "--mount", "far").expectFailure()).contains("far");
    assertThat(far.run("block", "has", shared).expectSuccess().text()).isEqualTo("true\n");

    home.run("mount", "rm", "far").expectSuccess();
    home.run("mount", "add", "far", farPath(), "--writable").expectSuccess();
    home.run("pin", "add", shared).expectSuccess();
    assertThat(home.run("block", "rm", shared, "--mount", "far").expectSuccess().text())
        .isEqualTo(shared + " STILL_IN /blocks\n");
    assertThat(home.run("block", "rm", shared).expectFailure())
        .as("the last copy of a pinned block")
        .contains("no other mount has a good copy");
    home.run("mount", "rm", "far").expectSuccess();
    assertThat(far.run("block", "has", shared).exitCode()).isEqualTo(1);
  }

  @Test
  void a_pinned_block_is_removed_here_where_a_mount_has_a_good_copy() {
    home.run(SHARED, "block", "put").expectSuccess();
    home.run("mount", "add", "far", farPath()).expectSuccess();
    home.run("pin", "add", shared).expectSuccess();

    Shell.Outcome removal = home.run("--json", "block", "rm", shared).expectSuccess();

    assertThat(removal.json().get("outcome").textValue()).isEqualTo("STILL_IN");
    assertThat(removal.json().get("removed").booleanValue()).isTrue();
    assertThat(removal.json().get("mounts").get(0).textValue()).isEqualTo("far");
    assertThat(home.run("block", "locate", shared).expectSuccess().lines())
        .isEqualTo(List.of("/blocks absent", "far found"));
  }

  @Test
  void a_mount_with_the_only_copy_of_a_pinned_block_is_not_taken_away_unless_it_is_copied() {
    Block leaf = Block.raw(SHARED);
    byte[] top = Archive.linking(leaf.cid()).toBytes();
    String root =
        far.run(top, "block", "put", "--cid-codec", "dag-cbor").expectSuccess().text().strip();
    home.run("mount", "add", "far", farPath()).expectSuccess();
    home.run("pin", "add", root).expectSuccess();

    assertThat(home.run("mount", "rm", "far").expectFailure()).contains("'far'", "2 blocks");
    assertThat(home.run("mount", "ls").expectSuccess().lines()).hasSize(1);
    JsonNode gone = home.run("--json", "mount", "rm", "far", "--rescue").expectSuccess().json();
    assertThat(gone.get("unmounted").textValue()).isEqualTo("far");
    assertThat(gone.get("rescued").intValue()).isEqualTo(2);
    assertThat(home.run("block", "has", root, shared).expectSuccess().lines()).hasSize(2);
    assertThat(home.run("repo", "gc").expectSuccess().text()).startsWith("removed 0 blocks");
    assertThat(home.run("mount", "rm", "far", "--rescue", "--force").expectWrongUsage())
        .contains("--force");
  }

  @Test
  void blocks_in_more_than_one_mount_are_listed_with_their_bytes() {
    home.run(SHARED, "block", "put").expectSuccess();
    home.run("own".getBytes(UTF_8), "block", "put").expectSuccess();
    Shell third = Shell.onNew(folder.resolve("third"), "leveldb");
    third.run(SHARED, "block", "put").expectSuccess();
    home.run("mount", "add", "far", farPath()).expectSuccess();
    home.run("mount", "add", "third", third.repository().toString()).expectSuccess();

    assertThat(home.run("block", "dups").expectSuccess().lines())
        .containsExactly(shared + " 7 /blocks far third", "1 blocks, 14 bytes to spare");
    List<JsonNode> between =
        home.run("--json", "block", "dups", "--between", "far,third").expectSuccess().jsonLines();
    assertThat(between.get(0).get("cid").textValue()).isEqualTo(shared);
    assertThat(between.get(0).get("size").intValue()).isEqualTo(7);
    assertThat(between.get(0).get("mounts")).hasSize(2);
    assertThat(between.get(1).get("spareBytes").intValue()).isEqualTo(7);
    assertThat(home.run("block", "dups", "--between", "far").expectWrongUsage())
        .contains("--between /blocks,archive");
    assertThat(home.run("block", "dups", "--between", "far,gone").expectFailure()).contains("gone");
  }

  @Test
  void a_damaged_copy_is_found_and_replaced_by_a_good_one_of_a_mount() {
    Block here = Block.raw(SHARED);
    Block alone = Block.raw("alone".getBytes(UTF_8));
    home.run(SHARED, "block", "put").expectSuccess();
    home.run(alone.toBytes(), "block", "put").expectSuccess();
    assertThat(home.run("repo", "verify").expectSuccess().text())
        .isEqualTo("verified 2 blocks, 12 bytes: 0 corrupt, 0 unreadable, 0 repaired\n");
    try (Repository repository = Repository.open(home.repository())) {
      for (Block block : List.of(here, alone)) {
        repository
            .blocks()
            .firstMount()
            .overwrite(Block.wrapUnverified(block.cid(), "bad".getBytes(UTF_8)));
      }
    }
    home.run("mount", "add", "far", farPath()).expectSuccess();

    Shell.Outcome found = home.run("repo", "verify");
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.lines())
        .containsExactlyInAnyOrder(
            shared + " corrupt",
            alone.cid() + " corrupt",
            "verified 2 blocks, 0 bytes: 2 corrupt, 0 unreadable, 0 repaired");
    Shell.Outcome repaired = home.run("repo", "verify", "--repair");
    assertThat(repaired.exitCode()).isEqualTo(1);
    assertThat(repaired.lines())
        .contains(shared + " corrupt repaired from far", alone.cid() + " corrupt not repaired");
    assertThat(home.run("block", "get", shared).expectSuccess().bytes()).isEqualTo(SHARED);
    home.run("block", "rm", alone.cid().toString()).expectSuccess();
    JsonNode report = home.run("--json", "repo", "verify").expectSuccess().json();
    assertThat(report.get("blocks").intValue()).isEqualTo(1);
    assertThat(report.get("corrupt").intValue()).isZero();
  }
}
