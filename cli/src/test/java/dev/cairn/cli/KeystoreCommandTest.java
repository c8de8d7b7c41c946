package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreCommandTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void a_reset_takes_the_multihashes_of_all_blocks(String profile) {
    Shell shell = Shell.onNew(folder.resolve("repository"), profile);
    assertThat(stat(shell).get("keys").intValue()).isZero();
    List<String> cids = new ArrayList<>();
    for (String text : new String[] {"one", "two", "three"}) {
      cids.add(shell.run(text.getBytes(UTF_8), "block", "put").expectSuccess().text().strip());
    }
    assertThat(shell.run("keystore", "get").expectSuccess().bytes()).isEmpty();

    var reset = shell.run("--json", "keystore", "reset").expectSuccess().json();

    assertThat(reset.get("keys").intValue()).isEqualTo(3);
    assertThat(reset.get("before").intValue()).isZero();
    assertThat(shell.run("keystore", "get").expectSuccess().lines())
        .containsExactlyInAnyOrderElementsOf(cids);
    List<String> halves = new ArrayList<>(shell.run("keystore", "get", "0").lines());
    halves.addAll(shell.run("keystore", "get", "1").expectSuccess().lines());
    assertThat(halves).containsExactlyInAnyOrderElementsOf(cids);
    var stat = stat(shell);
    assertThat(stat.get("keys").intValue()).isEqualTo(3);
    assertThat(stat.get("bytes").longValue()).isPositive();
    assertThat(stat.get("generation").textValue()).isEqualTo(reset.get("generation").textValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void a_second_reset_forgets_what_is_no_block_any_more(String profile) {
    Shell shell = Shell.onNew(folder.resolve("repository"), profile);
    String one = shell.run("one".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    String two = shell.run("two".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    assertThat(shell.run("keystore", "reset").expectSuccess().text())
        .startsWith("reset to 2 keys (before: 0) in ");
    String generation = stat(shell).get("generation").textValue();
    shell.run("block", "rm", one).expectSuccess();

    assertThat(shell.run("keystore", "reset").expectSuccess().text())
        .startsWith("reset to 1 keys (before: 2) in ");

    assertThat(shell.run("keystore", "get").expectSuccess().lines()).containsExactly(two);
    assertThat(stat(shell).get("generation").textValue()).isNotEqualTo(generation);
    assertThat(shell.run("keystore", "stat").expectSuccess().text()).startsWith("keys: 1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void what_older_versions_left_is_countable_and_can_be_purged(String profile) {
    Shell shell = Shell.onNew(folder.resolve("repository"), profile);
    for (String key : List.of("0/1", "0/2", "1/1", "active")) {
      shell.run("diag", "datastore", "put", "/provider/keystore/" + key, "x").expectSuccess();
    }
    assertThat(count(shell, "/provider/keystore")).isEqualTo(4);

    assertThat(shell.run("--json", "keystore", "purge-orphans").expectSuccess().json().get("keys"))
        .hasToString("3");

    assertThat(count(shell, "/provider/keystore")).isEqualTo(1);
    assertThat(shell.run("diag", "datastore", "get", "/provider/keystore/active").text())
        .isEqualTo("x");
    assertThat(shell.run("keystore", "purge-orphans").expectSuccess().text())
        .isEqualTo("deleted 0 keys; 0 bytes freed\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void what_older_versions_left_goes_with_any_other_command(String profile) {
    Shell shell = Shell.onNew(folder.resolve("repository"), profile);
    shell.run("diag", "datastore", "put", "/provider/keystore/0/1", "x").expectSuccess();

    shell.run("block", "ls").expectSuccess();

    assertThat(count(shell, "/provider/keystore")).isZero();
  }

  @Test
  void a_keystore_in_the_layout_of_kubo_is_kept_looked_at_and_imported() throws IOException {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    setLayout(shell, "", "kubo");
    List<String> cids = new ArrayList<>();
    for (String text : new String[] {"one", "two", "three"}) {
      cids.add(shell.run(text.getBytes(UTF_8), "block", "put").expectSuccess().text().strip());
    }
    shell.run("keystore", "reset").expectSuccess();

    assertThat(shell.run("keystore", "get").expectSuccess().lines())
        .containsExactlyInAnyOrderElementsOf(cids);
    assertThat(count(shell, "/provider/keystore/1")).as("with Kubo's /size").isEqualTo(4);
    assertThat(count(shell, "/", "--instance=provider1")).isEqualTo(4);
    assertThat(count(shell, "/", "--instance=keystore")).isEqualTo(4);
    assertThat(shell.run("diag", "datastore", "ls", "--instance=provider0").expectFailure())
        .contains("no such generation", "[1]");
    assertThat(shell.run("keystore", "import-kubo").expectFailure()).contains("Layout", "cairn");

    setLayout(shell, "kubo", "cairn");
    assertThat(shell.run("keystore", "get").expectFailure()).contains("import-kubo");
    assertThat(shell.run("keystore", "import-kubo").expectSuccess().text())
        .startsWith("imported 3 keys (before: 0) in ");
    assertThat(shell.run("keystore", "get").expectSuccess().lines())
        .containsExactlyInAnyOrderElementsOf(cids);
    assertThat(shell.run("keystore", "import-kubo").expectFailure()).contains("no keystore");
  }

  @Test
  void an_orphan_that_a_mount_hides_is_countable_in_the_shared_store() throws IOException {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    setLayout(shell, "", "kubo");
    shell.run("keystore", "reset").expectSuccess();
    shell
        .run("diag", "datastore", "--instance=default", "put", "/provider/keystore/1/orphan", "x")
        .expectSuccess();

    assertThat(count(shell, "/provider/keystore/1", "--instance=default")).isEqualTo(1);
    assertThat(shell.run("diag", "datastore", "ls", "/provider/keystore/1").lines())
        .doesNotContain("/provider/keystore/1/orphan");
    shell.run("keystore", "purge-orphans").expectSuccess();
    assertThat(count(shell, "/provider/keystore/1", "--instance=default")).isZero();
    assertThat(count(shell, "/provider/keystore", "--instance=default")).isEqualTo(1);
  }

  @Test
  void a_reset_takes_the_multihashes_of_a_file_and_says_what_changed() throws IOException {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    List<String> cids = cids(4);
    Path file = folder.resolve("cids");
    Files.write(file, cids.subList(0, 3));
    shell.run("keystore", "reset", "--from", file.toString()).expectSuccess();

    String input = "\n" + String.join("\n", cids.subList(1, 4));
    List<String> lines =
        shell
            .run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-", "--diff")
            .expectSuccess()
            .lines();

    assertThat(lines).hasSize(3).contains("+" + cids.get(3), "-" + cids.get(0));
    assertThat(lines.get(2)).contains("3 keys", "1 added, 1 removed, 2 unchanged");
    assertThat(shell.run("keystore", "get").lines())
        .containsExactlyInAnyOrderElementsOf(cids.subList(1, 4));
    var json = shell.run("--json", "keystore", "reset", "--diff").expectSuccess().jsonLines();
    assertThat(json).hasSize(4);
    assertThat(json.get(3).get("removedKeys").intValue()).isEqualTo(3);
  }

  @Test
  void a_reset_takes_what_pins_keep() {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    String kept = shell.run("one".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    shell.run("two".getBytes(UTF_8), "block", "put").expectSuccess();
    shell.run("pin", "add", kept).expectSuccess();

    shell.run("keystore", "reset", "--from", "pins").expectSuccess();

    assertThat(shell.run("keystore", "get").expectSuccess().lines()).containsExactly(kept);
  }

  @Test
  void a_source_that_fails_leaves_the_keystore_as_it_was() {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    String input = String.join("\n", cids(2));
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();

    assertThat(
            shell
                .run((input + "\nnocid").getBytes(UTF_8), "keystore", "reset", "--from", "-")
                .expectFailure())
        .contains("line 3 of standard input", "keeps its set");
    assertThat(shell.run("keystore", "reset", "--from", "no/file").expectFailure())
        .contains("no/file");

    assertThat(shell.run("keystore", "count").expectSuccess().text()).isEqualTo("2\n");
  }

  @Test
  void an_interrupted_reset_leaves_the_keystore_as_it_was() {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    String input = String.join("\n", cids(2));
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));

    String repository = shell.repository().toString();
    int exitCode = Cairn.run(terminal, () -> true, "--repo", repository, "keystore", "reset");

    assertThat(exitCode).isEqualTo(1);
    assertThat(shell.run("keystore", "count").expectSuccess().text()).isEqualTo("2\n");
  }

  @Test
  void keys_are_counted_by_prefix_and_up_to_a_limit() {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    String input = String.join("\n", cids(20));
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();

    int zeros = Integer.parseInt(shell.run("keystore", "count", "0").text().strip());
    int ones = Integer.parseInt(shell.run("keystore", "count", "1").text().strip());
    assertThat(zeros + ones).isEqualTo(20);
    assertThat(shell.run("keystore", "count", "--limit", "3").text()).isEqualTo("3\n");
  }

  @Test
  void a_keystore_is_verified() {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    String input = String.join("\n", cids(20));
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();

    assertThat(shell.run("keystore", "verify").expectSuccess().text())
        .isEqualTo("verified 20 keys: 0 misplaced; the keystore counts 20\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cairn", "kubo"})
  void clearing_removes_the_keys_and_with_all_the_files(String layout) throws IOException {
    Shell shell = Shell.onNew(folder.resolve("repository"), "leveldb");
    setLayout(shell, "", layout);
    String input = String.join("\n", cids(20));
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();
    assertThat(shell.run("keystore", "clear").expectSuccess().text())
        .startsWith("reset to 0 keys (before: 20) in ");
    assertThat(shell.run("keystore", "count").expectSuccess().text()).isEqualTo("0\n");
    shell.run(input.getBytes(UTF_8), "keystore", "reset", "--from", "-").expectSuccess();
    shell.run("diag", "datastore", "put", "/provider/keystore/1/x", "y", "--instance=default");

    assertThat(shell.run("--json", "keystore", "clear", "--all").json().get("bytesFreed").asLong())
        .isPositive();

    assertThat(shell.repository().resolve("provider-keystore")).isEmptyDirectory();
    assertThat(count(shell, "/provider/keystore")).isZero();
    assertThat(shell.run("keystore", "count").expectSuccess().text()).isEqualTo("0\n");
  }

  /** Returns the CIDs of some raw blocks that are stored nowhere. */
  private static List<String> cids(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Block.raw(("block " + i).getBytes(UTF_8)).cid().toString())
        .toList();
  }

  private static void setLayout(Shell shell, String before, String layout) throws IOException {
    Path config = shell.repository().resolve("config");
    String text = Files.readString(config);
    String old = before.isEmpty() ? "" : "\"Layout\": \"%s\", ".formatted(before);
    String keystore = "\"Keystore\" : {";
    assertThat(text).contains(keystore + old);
    Files.writeString(
        config, text.replace(keystore + old, keystore + "\"Layout\": \"%s\", ".formatted(layout)));
  }

  private static int count(Shell shell, String prefix, String option) {
    return Integer.parseInt(
        shell.run("diag", "datastore", "count", option, prefix).expectSuccess().text().strip());
  }

  private static int count(Shell shell, String prefix) {
    return Integer.parseInt(
        shell.run("diag", "datastore", "count", prefix).expectSuccess().text().strip());
  }

  private static com.fasterxml.jackson.databind.JsonNode stat(Shell shell) {
    return shell.run("--json", "keystore", "stat").expectSuccess().json();
  }
}
