package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cairn.blockstore.Block;
import dev.cairn.car.CarReader;
import dev.cairn.car.CarWriter;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multicodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

  private static final byte[] NOTHING = {};

  @TempDir private Path temporary;

  private String repository = "";

  /** What a command did. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outcome(int exitCode, byte[] out, String err) {
    String text() {
      return new String(out, UTF_8);
    }
  }

  @BeforeEach
  void makeRepository() {
    repository = temporary.resolve("repository").toString();
    assertThat(run("init", "--repo", repository).exitCode()).isZero();
  }

  @Test
  void a_block_goes_in_and_comes_out_byte_for_byte() {
    byte[] data = {0, -1, '\n', '\r', 0x1b, 'x'};

    Outcome put = runWithInput(data, "--repo", repository, "block", "put");
    String cid = put.text().strip();

    assertThat(cid).isEqualTo(Block.raw(data).cid().toString());
    assertThat(inRepository("block", "get", cid).out()).isEqualTo(data);
    assertThat(inRepository("block", "has", cid).text()).isEqualTo("true\n");
    assertThat(inRepository("block", "stat", cid).text()).isEqualTo("Key: " + cid + "\nSize: 6\n");
    assertThat(inRepository("block", "ls").text()).isEqualTo(cid + "\n");
    assertThat(inRepository("block", "locate", cid).text()).isEqualTo("/blocks present\n");
    assertThat(inRepository("block", "rm", cid).text()).isEqualTo("removed " + cid + "\n");
    assertThat(inRepository("block", "has", cid))
        .satisfies(
            has -> {
              assertThat(has.text()).isEqualTo("false\n");
              assertThat(has.exitCode()).isEqualTo(1);
            });
    assertFails(inRepository("block", "get", cid), "block not found: " + cid);
  }

  @Test
  void an_empty_block_is_a_block() {
    String cid = runWithInput(NOTHING, "--repo", repository, "block", "put").text().strip();

    assertThat(inRepository("block", "get", cid).out()).isEmpty();
    assertThat(inRepository("block", "stat", cid).text()).endsWith("Size: 0\n");
  }

  @Test
  void raw_keys_are_read_and_written_as_kubo_does() throws IOException {
    assertThat(inRepository("diag", "datastore", "put", "/a//b/", "hi there").exitCode()).isZero();
    runWithInput(
        new byte[] {1, 2}, "--repo", repository, "diag", "datastore", "put", "hex:00ff2f", "-");

    assertThat(inRepository("diag", "datastore", "get", "/a/b").text()).isEqualTo("hi there");
    assertThat(inRepository("diag", "datastore", "get", "--hex", "/a/b").text())
        .isEqualTo(
            """
            Key: /a/b
            Hex Dump:
            00000000  68 69 20 74 68 65 72 65                           |hi there|
            """);
    assertThat(inRepository("diag", "datastore", "get", "hex:00ff2f").out()).containsExactly(1, 2);
    assertThat(inRepository("diag", "datastore", "count", "/a").text()).isEqualTo("1\n");
    assertThat(inRepository("diag", "datastore", "ls", "/").text()).isEqualTo("hex:00ff2f\n/a/b\n");
    JsonNode json = json(inRepository("--json", "diag", "datastore", "get", "/a/b"));
    assertThat(json.path("key").textValue()).isEqualTo("/a/b");
    assertThat(json.path("value").binaryValue()).isEqualTo("hi there".getBytes(UTF_8));
    assertFails(inRepository("diag", "datastore", "get", "/none"), "key not found: /none");
  }

  @Test
  void an_archive_goes_in_and_what_its_root_reaches_comes_out() throws IOException {
    Block leaf = Block.raw("leaf".getBytes(UTF_8));
    Block root = Block.of(Multicodec.DAG_CBOR, dagCborLinkTo(leaf.cid()));
    Block other = Block.raw("other".getBytes(UTF_8));
    Path file = archive(List.of(root.cid()), root, leaf, other);
    Path exported = temporary.resolve("exported.car");

    assertThat(inRepository("car", "import", file.toString()).text())
        .isEqualTo(
            "imported 3 blocks, %d bytes, roots %s%n"
                .formatted(root.size() + leaf.size() + other.size(), root.cid()));
    Files.write(exported, inRepository("car", "export", "--root", root.cid().toString()).out());
    assertThat(blocksOf(exported)).containsExactly(root, leaf);

    Files.write(exported, inRepository("car", "export", "--all").out());
    assertThat(blocksOf(exported)).containsExactlyInAnyOrder(root, leaf, other);

    inRepository("block", "rm", leaf.cid().toString());
    assertFails(
        inRepository("car", "export", "-o", exported.toString(), "--root", root.cid().toString()),
        leaf.cid().toString());
    assertThat(
            inRepository(
                    "car",
                    "export",
                    "--skip-missing",
                    "--root",
                    root.cid().toString(),
                    "-o",
                    exported.toString())
                .exitCode())
        .isZero();
    assertThat(blocksOf(exported)).containsExactly(root);
  }

  @Test
  void a_damaged_archive_is_refused_and_what_was_valid_before_is_kept() throws IOException {
    Block first = Block.raw("first".getBytes(UTF_8));
    Path file = archive(List.of(), first, Block.raw("second".getBytes(UTF_8)));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));

    assertFails(
        inRepository("car", "import", file.toString()),
        "the one block before it is valid and was kept");
    assertThat(inRepository("block", "ls").text()).isEqualTo(first.cid() + "\n");
  }

  @Test
  void a_section_of_length_zero_ends_the_file_only_where_asked_for() throws IOException {
    Path file = archive(List.of(), Block.raw("first".getBytes(UTF_8)));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 100));

    assertFails(inRepository("car", "import", file.toString()), "no bytes");
    assertThat(
            inRepository("car", "import", "--zero-length-section-as-end", file.toString()).text())
        .startsWith("imported 1 blocks, 5 bytes");
  }

  @Test
  void the_keystore_takes_the_multihashes_of_all_blocks() throws IOException {
    String cid = runWithInput(NOTHING, "--repo", repository, "block", "put").text().strip();

    assertThat(inRepository("keystore", "reset").text()).startsWith("reset to 1 keys (before: 0)");
    JsonNode stat = json(inRepository("--json", "keystore", "stat"));
    assertThat(stat.path("keys").longValue()).isEqualTo(1);
    assertThat(stat.path("bytes").longValue()).isPositive();
    assertThat(inRepository("keystore", "get", "").text()).isEqualTo(cid + "\n");
    assertThat(
            inRepository("keystore", "get", "0").text()
                + inRepository("keystore", "get", "1").text())
        .isEqualTo(cid + "\n");
  }

  @Test
  void wrong_usage_is_one_line_and_exit_code_two() {
    for (List<String> wrong :
        List.of(
            List.of("frob"),
            List.of("block"),
            List.of("block", "ls"),
            List.of("--repo", repository, "block", "get", "no-cid"),
            List.of("--repo", repository, "car", "export", "--all", "--root", "bafkqaaa"),
            List.of("--repo", repository, "keystore", "get", "012"),
            List.of("init", "--repo", repository, "--profile", "badger"))) {
      Outcome outcome = run(wrong.toArray(String[]::new));
      assertThat(outcome.exitCode()).as("%s: %s", wrong, outcome.err()).isEqualTo(2);
      assertThat(outcome.err().lines()).as("%s", wrong).hasSize(1);
      assertThat(outcome.out()).isEmpty();
    }
  }

  @Test
  void a_failure_is_one_line_and_exit_code_one() {
    assertFails(run("init", "--repo", repository), "already");
    assertFails(run("--repo", temporary + "/none", "block", "ls"), "there is no repository");
    assertFails(inRepository("car", "import", temporary + "/none.car"), "none.car");
  }

  @Test
  void the_demo_ends_with_one_generation_on_disk() {
    List<String> lines = run("demo").text().lines().toList();

    assertThat(lines).hasSize(10);
    assertThat(lines.get(8)).contains("3,500 keys in gen-3");
    assertThat(lines.get(9)).contains("3,500 keys in gen-4");
    assertThat(bytesOnDisk(lines.get(9))).isEqualTo(bytesOnDisk(lines.get(8)));
  }

  private static String bytesOnDisk(String line) {
    return line.replaceAll(".*on disk ([0-9,]+) bytes.*", "$1");
  }

  private Outcome inRepository(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--repo", repository));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  private static Outcome run(String... arguments) {
    return runWithInput(NOTHING, arguments);
  }

  private static Outcome runWithInput(byte[] input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(new ByteArrayInputStream(input), out, new PrintStream(err, true, UTF_8));
    int exitCode = Cairn.run(terminal, arguments);
    return new Outcome(exitCode, out.toByteArray(), err.toString(UTF_8));
  }

  private static void assertFails(Outcome outcome, String reason) {
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("cairn: ").contains(reason);
  }

  private static JsonNode json(Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.text());
  }

  private Path archive(List<Cid> roots, Block... blocks) {
    Path file = temporary.resolve("archive.car");
    try (CarWriter writer = CarWriter.create(file, roots)) {
      Arrays.asList(blocks).forEach(writer::write);
      writer.commit();
    }
    return file;
  }

  private static List<Block> blocksOf(Path file) {
    try (CarReader reader = CarReader.open(file)) {
      return reader.toList();
    }
  }

  /** A DAG-CBOR list of one link: tag 42 around a byte string of a zero byte and the CID. */
  private static byte[] dagCborLinkTo(Cid cid) {
    byte[] bytes = cid.toBytes();
    byte[] encoded = new byte[bytes.length + 6];
    encoded[0] = (byte) 0x81;
    encoded[1] = (byte) 0xd8;
    encoded[2] = 42;
    encoded[3] = 0x58;
    encoded[4] = (byte) (bytes.length + 1);
    System.arraycopy(bytes, 0, encoded, 6, bytes.length);
    return encoded;
  }
}
