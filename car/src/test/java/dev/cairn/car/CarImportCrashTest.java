package dev.cairn.car;

import static dev.cairn.car.Archives.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Cid;
import dev.cairn.multiformats.Multihash;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that is killed during an import leaves a store that a second import completes. */
class CarImportCrashTest {

  private static final int BLOCKS = 600;

  /** So much that an import takes several batches. */
  private static final int BLOCK_SIZE = 30_000;

  @TempDir private Path folder;

  /** Imports an archive, telling each block. */
  static final class Importing {

    private Importing() {}

    @SuppressWarnings("SystemOut") // read by the test
    public static void main(String[] arguments) {
      try (Blockstore store = Engine.valueOf(arguments[0]).open(Path.of(arguments[1]));
          CarReader archive = CarReader.open(Path.of(arguments[2]))) {
        ImportResult result =
            CarImport.into(store)
                .withProgress((bytes, total) -> System.out.println("read " + bytes))
                .run(archive);
        System.out.println("imported " + result.blocks());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_killed_import_is_completed_by_another(Engine engine) {
    Random random = Seeds.random();
    Path archive = folder.resolve("blocks.car");
    writeArchive(archive, random);

    for (int round = 0; round < 2; round++) {
      Path directory = folder.resolve(engine + "-" + round);
      ForkedJvm.Outcome outcome =
          ForkedJvm.of(Importing.class, engine.name(), directory.toString(), archive.toString())
              .killedAfter(1 + random.nextInt(BLOCKS));
      assertThat(outcome.killed()).isTrue();

      try (Blockstore store = engine.open(directory);
          CarReader reader = CarReader.open(archive)) {
        assertThat(validBlocks(store)).isLessThanOrEqualTo(BLOCKS);
        assertThat(CarImport.into(store).run(reader).blocks()).isEqualTo(BLOCKS);
        assertThat(validBlocks(store)).isEqualTo(BLOCKS);
      }
    }
  }

  private static void writeArchive(Path file, Random random) {
    try (CarWriter writer = CarWriter.create(file, List.of(raw("root").cid()))) {
      for (int i = 0; i < BLOCKS; i++) {
        byte[] data = new byte[BLOCK_SIZE];
        random.nextBytes(data);
        writer.write(Block.raw(data));
      }
      writer.commit();
    }
  }

  /** Counts the blocks, each of which has to be whole. */
  private static int validBlocks(Blockstore store) {
    int blocks = 0;
    try (CloseableIterator<Multihash> listing = store.list()) {
      while (listing.hasNext()) {
        assertThat(store.get(Cid.rawOf(listing.next())).orElseThrow().isValid()).isTrue();
        blocks++;
      }
    }
    return blocks;
  }
}
