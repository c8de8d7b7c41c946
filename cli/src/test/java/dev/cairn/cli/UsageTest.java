package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

  private static final String SOME_CID =
      "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq";

  @TempDir private Path folder;

  private Shell shell() {
    return Shell.on(folder.resolve("repository"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb", "rocksdb"})
  void a_repository_is_made_once(String profile) {
    assertThat(shell().run("init", "--profile", profile).expectSuccess().text())
        .isEqualTo(
            "made a repository in %s (profile %s)\n".formatted(shell().repository(), profile));

    assertThat(shell().run("init", "--profile", profile).expectFailure())
        .contains("already", shell().repository().toString());
  }

  @Test
  void making_a_repository_is_told_in_json() {
    var json = shell().run("init", "--json").expectSuccess().json();

    assertThat(json.get("repository").textValue()).isEqualTo(shell().repository().toString());
    assertThat(json.get("profile").textValue()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "polish",
        "block polish",
        "block",
        "diag",
        "diag datastore",
        "car",
        "keystore",
        "block get",
        "block get nocid",
        "block get " + SOME_CID + " " + SOME_CID,
        "block get --polish " + SOME_CID,
        "block put --cid-codec polish",
        "block put --cid-codec sha2-256",
        "block put --mhtype polish",
        "init --profile badgerds",
        "car import",
        "car export",
        "car export --all --root " + SOME_CID,
        "diag datastore put /a",
        "diag datastore get",
        "diag datastore get hex:xy",
        "keystore get 012",
        "mount",
        "mount add",
        "mount add a",
        "mount move a",
        "mount rm",
        "pin",
        "pin add",
        "pin add nocid",
        "pin rm",
        "repo",
        "repo gc --free polish",
        "block rm",
        "block locate"
      })
  void wrong_usage_is_one_line_and_exit_code_2(String command) {
    Shell.onNew(folder.resolve("repository"), "leveldb");

    String complaint = shell().run(command.split(" ", -1)).expectWrongUsage();

    assertThat(complaint).contains("--help");
  }

  @Test
  void an_unnamed_repository_is_wrong_usage() {
    Assumptions.assumeTrue(System.getenv("CAIRN_REPO") == null, "CAIRN_REPO names one");

    assertThat(Shell.bare(new byte[0], "block", "ls").expectWrongUsage())
        .contains("--repo", "CAIRN_REPO");
    assertThat(Shell.bare(new byte[0], "init").expectWrongUsage()).contains("--repo", "CAIRN_REPO");
  }

  @Test
  void no_command_at_all_is_wrong_usage() {
    assertThat(Shell.bare(new byte[0]).expectWrongUsage()).contains("--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"block ls", "keystore stat", "diag datastore ls", "car export --all"})
  void a_missing_repository_is_one_line_and_exit_code_1(String command) {
    assertThat(shell().run(command.split(" ", -1)).expectFailure())
        .contains("there is no repository", shell().repository().toString());
    assertThat(Files.exists(shell().repository())).isFalse();
  }

  @Test
  void verbose_shows_where_a_failure_came_from() {
    Shell.Outcome outcome = shell().run("--verbose", "block", "ls");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains("there is no repository", "\tat dev.cairn.");
  }

  @Test
  void help_and_version_go_to_standard_output() {
    assertThat(Shell.bare(new byte[0], "--help").expectSuccess().text())
        .contains("block", "car", "keystore", "diag", "demo", "init", "mount", "pin", "repo");
    assertThat(Shell.bare(new byte[0], "--version").expectSuccess().text()).startsWith("cairn ");
    assertThat(Shell.bare(new byte[0], "car", "export", "--help").expectSuccess().text())
        .contains("--skip-missing", "--root", "--all");
  }
}
