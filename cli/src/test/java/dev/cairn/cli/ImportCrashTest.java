package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.repo.Repository;
import dev.cairn.testkit.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command itself, killed while it imports, at a moment counted in bytes on disk. */
class ImportCrashTest {

  private static final int BLOCKS = 4096;
  private static final int BLOCK_SIZE = 16 << 10;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"default", "leveldb"})
  void a_killed_import_leaves_a_repository_that_opens_and_a_second_one_completes_it(String profile)
      throws IOException, InterruptedException {
    Random random = Seeds.random();
    List<Block> blocks = Archive.randomBlocks(random, BLOCKS, BLOCK_SIZE);
    Path archive = Archive.write(folder.resolve("blocks.car"), blocks);
    Path directory = folder.resolve("repository");
    Shell shell = Shell.onNew(directory, profile);

    killImport(directory, archive, 1 + random.nextInt(BLOCKS * BLOCK_SIZE / 2));

    assertThat(validBlocks(directory)).isLessThan(BLOCKS);
    assertThat(shell.run("car", "import", archive.toString()).expectSuccess().text())
        .startsWith("imported " + BLOCKS + " blocks");
    expectAll(directory, blocks);
  }

  /** Kills the import once so many bytes more lie on disk. */
  private void killImport(Path directory, Path archive, long bytes)
      throws IOException, InterruptedException {
    long start = DurableFiles.sizeOfTree(directory);
    Process process = startImport(directory, archive);
    try {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> !process.isAlive() || sizeOf(directory) >= start + bytes);
      assertThat(process.isAlive()).as("the import runs when it is killed").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process startImport(Path directory, Path archive) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                Main.class.getName(),
                "--repo",
                directory.toString(),
                "car",
                "import",
                archive.toString())
            .redirectOutput(folder.resolve("import.out").toFile())
            .redirectError(folder.resolve("import.err").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  /** The files come and go while they are counted, which is no fault. */
  private static long sizeOf(Path directory) {
    File[] files = directory.toFile().listFiles();
    long size = 0;
    for (File file : files == null ? new File[0] : files) {
      size += file.isDirectory() ? sizeOf(file.toPath()) : file.length();
    }
    return size;
  }

  /** Counts the blocks, each of which has to be whole. */
  private static long validBlocks(Path directory) {
    long blocks = 0;
    try (Repository repository = Repository.open(directory);
        CloseableIterator<Multihash> all = repository.blocks().list()) {
      while (all.hasNext()) {
        assertThat(repository.blocks().get(Cid.rawOf(all.next())).orElseThrow().isValid()).isTrue();
        blocks++;
      }
    }
    return blocks;
  }

  private static void expectAll(Path directory, List<Block> blocks) {
    try (Repository repository = Repository.open(directory)) {
      for (Block block : blocks) {
        assertThat(repository.blocks().get(block.cid()).orElseThrow().toBytes())
            .isEqualTo(block.toBytes());
      }
    }
  }
}
