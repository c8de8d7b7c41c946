package dev.cairn.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

  @TempDir private Path temporary;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  @Test
  void an_embedded_node_keeps_blocks_and_settings_over_a_restart() {
    EmbeddedNode.run(temporary.resolve("node"), out);

    assertThat(printed.toString(UTF_8).lines())
        .containsExactly(
            "waymarker keeps 1 block",
            Block.raw("the way is marked".getBytes(UTF_8)).cid() + ": the way is marked",
            "as dag-pb: the way is marked");
  }

  @Test
  void a_kademlia_reset_replaces_the_set_and_leaves_one_generation() {
    Path directory = temporary.resolve("node");

    KademliaReset.run(directory, out);

    assertThat(printed.toString(UTF_8))
        .contains("added 2")
        .contains("reset from 3 to 10001 keys")
        .containsPattern("region 0110 holds [0-9]+ of 10001");
    assertThat(directory.resolve("provider-keystore"))
        .isDirectoryContaining("glob:**/gen-2")
        .isDirectoryNotContaining("glob:**/gen-1");
  }
}
