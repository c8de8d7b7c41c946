package dev.cairn.car;

import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.mount.DatastoreBlockstore;
import dev.cairn.mount.MultiBlockstore;
import dev.cairn.testkit.BlockstoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;

class CarBlockstoreContractTest {

  /** Everything that is read is read from an archive. */
  @Nested
  class MadeAnewAtEachWrite extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      return RewrittenArchive.in(directory);
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }

  @Nested
  class BehindACache extends BlockstoreContract {
    @Override
    protected Blockstore open(Path directory) {
      try {
        Files.createDirectories(directory);
        Path file = directory.resolve("empty.car");
        return MultiBlockstore.builder()
            .cache("cache", DatastoreBlockstore.on(new MemoryDatastore()))
            .aux("archive", CarBlockstore.open(Files.write(file, Archives.archive(List.of()))))
            .build();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    protected boolean persistent() {
      return false;
    }

    @Override
    protected boolean answersIdentity() {
      return true;
    }
  }
}
