package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockCommandTest {

  /** The well-known CID of no bytes at all. */
  private static final String EMPTY = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku";

  @TempDir private Path folder;

  private Shell shell(String profile) {
    return Shell.onNew(folder.resolve("repository"), profile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void exactly_the_bytes_that_were_put_come_back(String profile) {
    Shell shell = shell(profile);
    Random random = Seeds.random();
    for (int size : new int[] {1, 255, 65_536, 1_000_003}) {
      byte[] data = new byte[size];
      random.nextBytes(data);

      Cid cid = shell.run(data, "block", "put").expectSuccess().cid();

      assertThat(cid).isEqualTo(Block.raw(data).cid());
      assertThat(shell.run("block", "get", cid.toString()).expectSuccess().bytes()).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void a_block_of_no_bytes_is_a_block(String profile) {
    Shell shell = shell(profile);
    assertThat(shell.run("block", "has", EMPTY).exitCode()).isEqualTo(1);

    assertThat(shell.run("block", "put").expectSuccess().text()).isEqualTo(EMPTY + "\n");

    assertThat(shell.run("block", "has", EMPTY).expectSuccess().text()).isEqualTo("true\n");
    assertThat(shell.run("block", "get", EMPTY).expectSuccess().bytes()).isEmpty();
    assertThat(shell.run("block", "stat", EMPTY).expectSuccess().text())
        .isEqualTo("Key: " + EMPTY + "\nSize: 0\n");
  }

  @Test
  void codec_and_hash_function_are_what_was_asked_for() {
    Shell shell = shell("leveldb");

    Cid cid =
        shell
            .run(
                new byte[] {(byte) 0x80},
                "block",
                "put",
                "--cid-codec",
                "dag-cbor",
                "--mhtype",
                "blake2b-256")
            .expectSuccess()
            .cid();

    assertThat(cid.codec()).isEqualTo(Multicodec.DAG_CBOR);
    assertThat(cid.toString()).startsWith("bafy2bza");
    assertThat(shell.run("block", "get", cid.toString()).expectSuccess().bytes())
        .containsExactly(0x80);
  }

  @Test
  void an_absent_block_fails_and_leaves_standard_output_empty() {
    Shell shell = shell("leveldb");
    for (String command : new String[] {"get", "stat"}) {
      Shell.Outcome outcome = shell.run("block", command, EMPTY);

      assertThat(outcome.expectFailure()).contains("block not found", EMPTY);
      assertThat(outcome.bytes()).isEmpty();
    }
  }

  @Test
  void has_of_several_says_each_and_fails_where_one_is_absent() {
    Shell shell = shell("leveldb");
    Cid present = shell.run(utf8("here"), "block", "put").expectSuccess().cid();

    Shell.Outcome outcome = shell.run("block", "has", present.toString(), EMPTY);

    assertThat(outcome.text()).isEqualTo(present + " true\n" + EMPTY + " false\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void blocks_are_listed_and_removed(String profile) {
    Shell shell = shell(profile);
    String one = shell.run(utf8("one"), "block", "put").expectSuccess().cid().toString();
    String two = shell.run(utf8("two"), "block", "put").expectSuccess().cid().toString();
    assertThat(shell.run("block", "ls").expectSuccess().lines())
        .containsExactlyInAnyOrder(one, two);

    assertThat(shell.run("block", "rm", one).expectSuccess().text()).isEqualTo(one + " DELETED\n");

    assertThat(shell.run("block", "ls").expectSuccess().lines()).containsExactly(two);
    Shell.Outcome again = shell.run("block", "rm", one);
    assertThat(again.text()).isEqualTo(one + " ABSENT\n");
    assertThat(again.exitCode()).isEqualTo(1);
    shell.run("block", "rm", "--force", one, two).expectSuccess();
    assertThat(shell.run("block", "ls").expectSuccess().bytes()).isEmpty();
  }

  @Test
  void locate_names_the_mount_and_what_it_holds() {
    Shell shell = shell("default");
    String cid = shell.run(utf8("here"), "block", "put").expectSuccess().cid().toString();

    assertThat(shell.run("block", "locate", cid).expectSuccess().text())
        .isEqualTo("/blocks found\n");
    assertThat(shell.run("block", "locate", EMPTY).expectSuccess().text())
        .isEqualTo("/blocks absent\n");
  }

  @Test
  void answers_in_json() {
    Shell shell = shell("leveldb");
    var put = shell.run(utf8("here"), "--json", "block", "put").expectSuccess().json();
    String cid = put.get("cid").textValue();
    assertThat(put.get("size").intValue()).isEqualTo(4);

    var stat = shell.run("block", "stat", "--json", cid).expectSuccess().json();
    assertThat(stat.get("cid").textValue()).isEqualTo(cid);
    assertThat(stat.get("size").intValue()).isEqualTo(4);
    var has = shell.run("--json", "block", "has", cid).expectSuccess().json();
    assertThat(has.get("has").booleanValue()).isTrue();
    assertThat(shell.run("--json", "block", "ls").expectSuccess().json().get("cid").textValue())
        .isEqualTo(cid);
    var location = shell.run("--json", "block", "locate", cid).expectSuccess().json();
    assertThat(location.get("mount").textValue()).isEqualTo("/blocks");
    assertThat(location.get("status").textValue()).isEqualTo("found");
    JsonNode removal = shell.run("--json", "block", "rm", cid).expectSuccess().json();
    assertThat(removal.get("cid").textValue()).isEqualTo(cid);
    assertThat(removal.get("outcome").textValue()).isEqualTo("DELETED");
    assertThat(removal.get("removed").booleanValue()).isTrue();
    assertThat(removal.get("mounts")).isEmpty();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
