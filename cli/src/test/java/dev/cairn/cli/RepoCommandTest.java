package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.multiformats.Multibase;
import dev.cairn.repo.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepoCommandTest {

  @TempDir private Path folder;

  private Shell shell() {
    return Shell.onNew(folder.resolve("repository"), "leveldb");
  }

  private static String put(Shell shell, String text) {
    return shell.run(text.getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
  }

  @Test
  void a_collection_deletes_what_no_pin_keeps() {
    Shell shell = shell();
    String kept = put(shell, "kept");
    String loose = put(shell, "loose");
    shell.run("pin", "add", kept).expectSuccess();

    JsonNode plan = shell.run("--json", "repo", "gc", "--dry-run").expectSuccess().json();
    assertThat(plan.get("dryRun").booleanValue()).isTrue();
    assertThat(plan.get("removed").intValue()).isEqualTo(1);
    assertThat(plan.get("bytes").intValue()).isEqualTo(5);
    assertThat(shell.run("block", "has", loose).expectSuccess().text()).isEqualTo("true\n");

    assertThat(shell.run("repo", "gc", "--list").expectSuccess().lines())
        .containsExactly("removed " + loose, "removed 1 blocks, 5 bytes; 1 are kept");
    assertThat(shell.run("block", "ls").expectSuccess().lines()).containsExactly(kept);
  }

  @ParameterizedTest
  @ValueSource(strings = {"leveldb", "rocksdb"})
  void what_is_collected_is_given_back_to_the_disk(String profile) {
    Shell shell = Shell.onNew(folder.resolve(profile), profile);
    Random random = new Random(1);
    try (Repository repository = Repository.open(shell.repository())) {
      for (int i = 0; i < 10; i++) {
        byte[] block = new byte[1 << 20];
        random.nextBytes(block);
        repository.blocks().put(Block.raw(block));
      }
    }

    shell.run("repo", "gc").expectSuccess();

    try (Repository repository = Repository.open(shell.repository())) {
      long left = Datastores.require(repository.datastore(), DiskUsage.class).diskUsage();
      assertThat(left).isLessThan(2 << 20);
    }
  }

  @Test
  void a_collection_stops_when_as_much_is_freed_as_was_asked_for() {
    Shell shell = shell();
    for (int i = 0; i < 10; i++) {
      put(shell, "block number " + i);
    }

    JsonNode report = shell.run("--json", "repo", "gc", "--free", "20B").expectSuccess().json();

    assertThat(report.get("removed").intValue()).isEqualTo(2);
    assertThat(shell.run("block", "ls").expectSuccess().lines()).hasSize(8);
  }

  @Test
  void a_collection_that_cannot_follow_a_pin_names_the_block_and_deletes_nothing() {
    Shell shell = shell();
    Block leaf = Block.raw("leaf".getBytes(UTF_8));
    Block inner = Archive.linking(leaf.cid());
    Block root = Archive.linking(inner.cid());
    for (Block block : new Block[] {inner, root}) {
      shell.run(block.toBytes(), "block", "put", "--cid-codec", "dag-cbor").expectSuccess();
    }
    put(shell, "leaf");
    shell.run("pin", "add", root.cid().toString()).expectSuccess();
    String loose = put(shell, "loose");
    String key = "/blocks/" + keyOf(inner);
    try (var repository = Repository.open(shell.repository())) {
      repository.datastore().delete(Key.of(key));
    }

    Shell.Outcome outcome = shell.run("repo", "gc");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains(inner.cid().toString(), "nothing was deleted");
    assertThat(shell.run("block", "has", loose).expectSuccess().text()).isEqualTo("true\n");
  }

  private static String keyOf(Block block) {
    return Multibase.BASE32_UPPER.encodeBare(block.cid().multihash().toBytes());
  }

  @Test
  void an_interrupted_collection_says_so_and_deletes_nothing_more() {
    Shell shell = shell();
    put(shell, "loose");

    Shell.Outcome outcome = interrupted(shell, "repo", "gc");

    assertThat(outcome.expectFailure()).contains("stopped before the end");
    assertThat(shell.run("block", "ls").expectSuccess().lines()).hasSize(1);
  }

  private static Shell.Outcome interrupted(Shell shell, String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new ByteArrayInputStream(new byte[0]), out, new PrintStream(err, true, UTF_8));
    CancellationToken stop = () -> true;
    String[] arguments = new String[command.length + 2];
    arguments[0] = "--repo";
    arguments[1] = shell.repository().toString();
    System.arraycopy(command, 0, arguments, 2, command.length);
    int exitCode = Cairn.run(terminal, stop, arguments);
    return new Shell.Outcome(exitCode, out.toByteArray(), err.toString(UTF_8));
  }

  @Test
  void stat_counts_blocks_pins_and_mounts() {
    Shell shell = shell();
    put(shell, "one");
    shell.run("pin", "add", put(shell, "three")).expectSuccess();

    JsonNode stat = shell.run("--json", "repo", "stat").expectSuccess().json();
    assertThat(stat.get("repository").textValue()).isEqualTo(shell.repository().toString());
    assertThat(stat.get("blocks").intValue()).isEqualTo(2);
    assertThat(stat.get("bytes").intValue()).isEqualTo(8);
    assertThat(stat.get("bytesOnDisk").longValue()).isPositive();
    assertThat(stat.get("pins").intValue()).isEqualTo(1);
    assertThat(stat.get("mounts").intValue()).isZero();
    assertThat(shell.run("repo", "stat").expectSuccess().lines())
        .contains("blocks: 2", "bytes: 8", "pins: 1", "mounts: 0");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000000, 1000000",
    "20B, 20",
    "1kB, 1000",
    "500MB, 500000000",
    "2 GiB, 2147483648",
    "1.5KiB, 1536",
    "1tib, 1099511627776"
  })
  void numbers_of_bytes_are_read_as_users_write_them(String text, long bytes) {
    assertThat(ByteCount.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "1XB", "0.1B", "99999999TiB", "1e3", ""})
  void what_is_no_number_of_bytes_is_wrong_usage(String text) {
    assertThat(shell().run("repo", "gc", "--free", text).expectWrongUsage()).contains("'" + text);
  }
}
