package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
  void a_repository_works_without_its_mount_as_far_as_it_can() throws IOException {
    home.run("mount", "add", "far", farPath()).expectSuccess();
    String own = home.run("own".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    home.run("pin", "add", own).expectSuccess();
    Files.move(far.repository(), folder.resolve("away"));

    assertThat(home.run("block", "get", own).expectSuccess().text()).isEqualTo("own");
    assertThat(home.run("block", "get", shared).expectFailure())
        .contains("the mount 'far'", "no repository and no archive at " + farPath());
    assertThat(home.run("mount", "health").exitCode()).isEqualTo(1);
    assertThat(home.run("mount", "rm", "far").expectSuccess().text()).isEqualTo("unmounted far\n");
    assertThat(home.run("block", "get", shared).expectFailure()).contains("block not found");
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
}
