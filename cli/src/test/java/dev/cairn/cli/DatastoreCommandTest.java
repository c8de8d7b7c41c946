package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatastoreCommandTest {

  @TempDir private Path folder;

  private Shell shell(String profile) {
    return Shell.onNew(folder.resolve("repository"), profile);
  }

  private static Shell.Outcome datastore(Shell shell, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "diag";
    all[1] = "datastore";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return shell.run(all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void exactly_the_bytes_that_were_put_come_back(String profile) {
    Shell shell = shell(profile);
    byte[] binary = {0, (byte) 0xff, '\n', '\r', 0};

    assertThat(datastore(shell, "put", "/local/text", "käse").expectSuccess().bytes()).isEmpty();
    shell.run(binary, "diag", "datastore", "put", "/local/binary", "-").expectSuccess();
    datastore(shell, "put", "/local/empty", "").expectSuccess();

    assertThat(datastore(shell, "get", "/local/text").expectSuccess().bytes())
        .isEqualTo("käse".getBytes(UTF_8));
    assertThat(datastore(shell, "get", "/local/binary").expectSuccess().bytes()).isEqualTo(binary);
    assertThat(datastore(shell, "get", "/local/empty").expectSuccess().bytes()).isEmpty();
  }

  @Test
  void a_hex_dump_is_golden_text() {
    Shell shell = shell("leveldb");
    datastore(shell, "put", "/a", "hello").expectSuccess();
    datastore(shell, "put", "/none", "").expectSuccess();

    assertThat(datastore(shell, "get", "--hex", "/a").expectSuccess().text())
        .isEqualTo(
            """
            Key: /a
            Hex Dump:
            00000000  68 65 6c 6c 6f                                    |hello|
            """);
    assertThat(datastore(shell, "get", "--hex", "/none").expectSuccess().text())
        .startsWith("Key: /none\nHex Dump:\n");
  }

  @Test
  void an_absent_key_is_told() {
    Shell.Outcome outcome = datastore(shell("leveldb"), "get", "/a/b");

    assertThat(outcome.expectFailure()).contains("key not found: /a/b");
    assertThat(outcome.bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void keys_below_a_prefix_are_counted_and_listed_in_order(String profile) {
    Shell shell = shell(profile);
    for (String key : new String[] {"/pins/b", "/pins/a/x", "/pins", "/pinsx", "/other"}) {
      datastore(shell, "put", key, "v").expectSuccess();
    }
    // A block lies in another engine of the default profile; with it comes the mark that there are
    // no orphans of a keystore.
    shell.run("v".getBytes(UTF_8), "block", "put").expectSuccess();

    assertThat(datastore(shell, "count", "/pins").expectSuccess().text()).isEqualTo("2\n");
    assertThat(datastore(shell, "ls", "/pins").expectSuccess().lines())
        .containsExactly("/pins/a/x", "/pins/b");
    assertThat(datastore(shell, "count", "/").expectSuccess().text()).isEqualTo("7\n");
    assertThat(datastore(shell, "ls").expectSuccess().lines()).hasSize(7).isSorted();
    assertThat(datastore(shell, "count", "/none").expectSuccess().text()).isEqualTo("0\n");
    assertThat(datastore(shell, "ls", "/none").expectSuccess().bytes()).isEmpty();
  }

  @Test
  void a_binary_key_is_named_by_its_digits() {
    Shell shell = shell("leveldb");

    datastore(shell, "put", "hex:2ffffe00", "value").expectSuccess();

    assertThat(datastore(shell, "get", "hex:2ffffe00").expectSuccess().text()).isEqualTo("value");
    String listed = datastore(shell, "ls").expectSuccess().text().strip();
    assertThat(datastore(shell, "get", listed).expectSuccess().text()).isEqualTo("value");
  }

  @Test
  void answers_in_json() {
    Shell shell = shell("leveldb");
    datastore(shell, "put", "/p/a", "hello").expectSuccess();

    var get = datastore(shell, "get", "--json", "/p/a").expectSuccess().json();
    assertThat(get.get("key").textValue()).isEqualTo("/p/a");
    assertThat(Base64.getDecoder().decode(get.get("value").textValue()))
        .isEqualTo("hello".getBytes(UTF_8));
    assertThat(get.has("hex_dump")).isFalse();
    var hex = datastore(shell, "get", "--json", "--hex", "/p/a").expectSuccess().json();
    assertThat(hex.get("hex_dump").textValue()).isEqualTo(HexDump.of("hello".getBytes(UTF_8)));
    var count = datastore(shell, "count", "--json", "/p").expectSuccess().json();
    assertThat(count.get("prefix").textValue()).isEqualTo("/p");
    assertThat(count.get("count").intValue()).isEqualTo(1);
    var listed = datastore(shell, "ls", "--json", "/p").expectSuccess().json();
    assertThat(listed.get("key").textValue()).isEqualTo("/p/a");
    assertThat(listed.get("size").intValue()).isEqualTo(5);
  }
}
