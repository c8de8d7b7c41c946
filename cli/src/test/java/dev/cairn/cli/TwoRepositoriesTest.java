package dev.cairn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.multiformats.Cid;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.RamDisk;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One repository in front of another that nobody may change: its blocks are read, located, pinned
 * and collected around, from the command line, and no byte of it changes.
 */
class TwoRepositoriesTest {

  /** More than a store wants to leave free. */
  private static final long DISK = 1L << 30;

  @TempDir private Path folder;

  private Path ownArchive() {
    List<Block> leaves = Archive.randomBlocks(Seeds.random(), 20, 500);
    Block left = Archive.linking(cids(leaves.subList(0, 10)));
    Block right = Archive.linking(cids(leaves.subList(10, 20)));
    List<Block> blocks = new ArrayList<>(List.of(Archive.linking(left.cid(), right.cid())));
    blocks.addAll(List.of(left, right));
    blocks.addAll(leaves);
    return Archive.write(folder.resolve("own.car"), blocks);
  }

  private static Cid[] cids(List<Block> blocks) {
    return blocks.stream().map(Block::cid).toArray(Cid[]::new);
  }

  /** The blocks of the archive in a repository of their own. */
  private static Path archiveRepository(Path place, String profile, Path archive) {
    Shell shell = Shell.onNew(place, profile);
    shell.run("car", "import", archive.toString()).expectSuccess();
    return place;
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void one_repository_works_in_front_of_another(String profile) throws IOException {
    Path archive = ownArchive();
    assertWorksInFrontOf(archiveRepository(folder.resolve("aux"), profile, archive), archive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void one_repository_works_in_front_of_a_real_archive_in_another(String profile)
      throws IOException {
    Path archive = Archive.fixture("simple-unixfs.car");
    assertWorksInFrontOf(archiveRepository(folder.resolve("aux"), profile, archive), archive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void one_repository_works_in_front_of_another_whose_folders_may_not_be_written(String profile)
      throws IOException {
    Path archive = ownArchive();
    Path aux = archiveRepository(folder.resolve("aux"), profile, archive);
    allowWriting(aux, false);
    try {
      ForkedJvm.of(Reading.class, folder.toString(), aux.toString(), archive.toString())
          .boundByPermissions()
          .run()
          .expectSuccess();
    } finally {
      allowWriting(aux, true);
    }
  }

  /** Works in front of a repository, as one that may write only where the permissions let it. */
  static final class Reading {

    private Reading() {}

    /** Takes a folder to work in, the repository, and the archive with its blocks. */
    public static void main(String[] arguments) throws IOException {
      Path aux = Path.of(arguments[1]);
      assertThat(aux.resolve("blocks")).isDirectory().isReadable();
      assertThat(Files.isWritable(aux)).isFalse();
      assertThat(Files.isWritable(aux.resolve("blocks"))).isFalse();
      assertWorksInFrontOf(Path.of(arguments[0]), aux, Path.of(arguments[2]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void one_repository_works_in_front_of_another_on_a_read_only_file_system(String profile)
      throws IOException {
    Path archive = ownArchive();
    try (RamDisk disk = RamDisk.mountedAt(folder.resolve("disk"), DISK)) {
      Path aux = archiveRepository(disk.path().resolve("aux"), profile, archive);
      disk.makeReadOnly();
      assertWorksInFrontOf(aux, archive);
    }
  }

  @Test
  void one_repository_works_in_front_of_an_archive_itself() throws IOException {
    Path archive = ownArchive();
    assertWorksInFrontOf(archive, archive);
  }

  private static void allowWriting(Path tree, boolean allowed) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.toList()) {
        Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
        if (allowed) {
          permissions.add(PosixFilePermission.OWNER_WRITE);
        } else {
          permissions.removeIf(permission -> permission.name().endsWith("WRITE"));
        }
        Files.setPosixFilePermissions(file, permissions);
      }
    }
  }

  private void assertWorksInFrontOf(Path aux, Path archive) throws IOException {
    assertWorksInFrontOf(folder, aux, archive);
  }

  private static void assertWorksInFrontOf(Path folder, Path aux, Path archive) throws IOException {
    Map<String, String> before = StoreSurgery.fingerprint(aux);
    List<Block> blocks = Archive.read(Files.readAllBytes(archive));
    String root = blocks.get(0).cid().toString();
    Shell home = Shell.onNew(folder.resolve("home"), "default");

    assertThat(home.run("mount", "add", "aux", aux.toString()).expectSuccess().text())
        .isEqualTo("mounted aux " + aux + "\n");
    assertThat(home.run("mount", "health").expectSuccess().lines())
        .containsExactly("/blocks ok (no blocks)", "aux ok");
    assertThat(home.run("block", "locate", root).expectSuccess().lines())
        .containsExactly("/blocks absent", "aux found");
    for (Block block : List.of(blocks.get(0), blocks.get(blocks.size() - 1))) {
      assertThat(home.run("block", "get", block.cid().toString()).expectSuccess().bytes())
          .isEqualTo(block.toBytes());
    }
    assertThat(Archive.read(home.run("car", "export", "--root", root).expectSuccess().bytes()))
        .as("all blocks, through the mount")
        .containsExactlyInAnyOrderElementsOf(new HashSet<>(blocks));

    pinAndCollect(home, root, blocks.size());

    assertThat(StoreSurgery.fingerprint(aux)).isEqualTo(before);
  }

  /** Half of what is pinned lies here, half there, and something that nobody keeps. */
  private static void pinAndCollect(Shell home, String root, int count) {
    byte[] here = "what links to the root".getBytes(UTF_8);
    String leaf = home.run(here, "block", "put").expectSuccess().cid().toString();
    Block top = Archive.linking(Cid.parse(root), Cid.parse(leaf));
    String cid =
        home.run(top.toBytes(), "block", "put", "--cid-codec", "dag-cbor")
            .expectSuccess()
            .cid()
            .toString();
    String loose = home.run("loose".getBytes(UTF_8), "block", "put").expectSuccess().text().strip();
    assertThat(home.run("pin", "add", cid).expectSuccess().text())
        .isEqualTo("pinned " + cid + " recursive\n");

    assertThat(home.run("repo", "gc", "--dry-run", "--list").expectSuccess().lines())
        .containsExactly("would remove " + loose, "would remove 1 blocks, 5 bytes; 2 are kept");
    assertThat(home.run("repo", "gc").expectSuccess().text())
        .isEqualTo("removed 1 blocks, 5 bytes; 2 are kept\n");

    assertThat(home.run("block", "has", cid, leaf, root).expectSuccess().lines())
        .allMatch(line -> line.endsWith(" true"));
    assertThat(home.run("block", "has", loose).exitCode()).isEqualTo(1);
    assertThat(home.run("block", "ls").expectSuccess().lines()).hasSize(count + 2);
    assertThat(home.run("repo", "gc").expectSuccess().text()).startsWith("removed 0 blocks");
    assertThat(home.run("block", "rm", leaf).expectFailure()).contains("it is kept by the pin of");
    assertThat(home.run("pin", "rm", cid).expectSuccess().text()).startsWith("unpinned " + cid);
    assertThat(home.run("repo", "gc").expectSuccess().text()).startsWith("removed 2 blocks");
    assertThat(home.run("block", "has", root).expectSuccess().text()).isEqualTo("true\n");
  }
}
