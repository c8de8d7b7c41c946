package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store does when the machine has nothing more to give, room on its disk or files to open:
 * it says so, keeps what it had taken, and goes on when there is enough again. The process outlives
 * it, for which it is another one.
 */
public abstract class ScarcityContract extends DatastoreFixture {

  /** What a JVM and its class path need, and some more for the store that is open. */
  private static final int OPEN_FILES = 200;

  /** Creates the contract for one test. */
  protected ScarcityContract() {}

  /**
   * {@return bytes of the disk that is filled} Five eighths of it are taken by others; more than
   * the store wants to leave free has to fit into the rest.
   */
  protected abstract long fullDisk();

  @BeforeEach
  final void onlyForStoresInDirectories() {
    assumeTrue(persistent(), "the store has no directory");
  }

  @Test
  void a_full_disk_is_an_exception_and_loses_nothing_that_was_taken() throws IOException {
    try (RamDisk disk = RamDisk.mountedAt(directory("disk"), fullDisk())) {
      Path store = disk.path().resolve("store");
      open(store).close();
      Path others =
          Files.write(disk.path().resolve("others"), new byte[(int) (fullDisk() / 8 * 5)]);

      ForkedJvm.Outcome outcome =
          ForkedJvm.of(
                  DiskFiller.class,
                  nameForForks(),
                  store.toString(),
                  others.toString(),
                  Long.toString(Seeds.seed()))
              .run()
              .expectSuccess();

      assertThat(outcome.lines()).last().isEqualTo(DiskFiller.LOST_NOTHING);
      assertThat(outcome.lines())
          .first()
          .asString()
          .contains(store.toString())
          .contains("make room");
    }
  }

  @Test
  void too_many_open_files_are_an_exception_that_passes() throws IOException {
    Path stores = Files.createDirectory(directory("stores"));
    open(stores.resolve("first")).close();
    open(stores.resolve("second")).close();

    List<String> lines =
        ForkedJvm.of(FileHoarder.class, nameForForks(), stores.toString())
            .withOpenFiles(OPEN_FILES)
            .run()
            .expectSuccess()
            .lines();

    assertThat(lines).last().isEqualTo(FileHoarder.WENT_ON);
    assertThat(lines.subList(0, lines.size() - 1))
        .allSatisfy(
            message ->
                assertThat(message)
                    .contains(stores.toString())
                    .contains("raise the limit of open files of this process"));
  }
}
