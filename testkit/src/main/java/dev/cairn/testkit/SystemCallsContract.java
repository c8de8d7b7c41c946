package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.engine.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a store has forced to the medium when a sync or a synced batch returns, as its system calls
 * show: a loss of power just then leaves no more than that, and it has to be everything. A killed
 * process cannot show the difference, since what it wrote stays in the kernel's memory.
 *
 * <p>Another JVM writes under {@code strace}, and keeps the files of each such moment by links.
 * Here each is made anew from what was forced until then, and opened.
 */
public abstract class SystemCallsContract extends DatastoreFixture {

  private static final String STRACE = "strace";

  /** Creates the contract for one test. */
  protected SystemCallsContract() {}

  @BeforeEach
  final void onlyForPersistentStores() {
    assumeTrue(persistent(), "the store keeps nothing beyond its closing");
  }

  @Test
  @Tag("soak")
  @Tag("system-calls")
  void a_sync_has_forced_everything_when_it_returns() throws IOException {
    openAt("probe").close();
    assertForcesEverything(SyncingWriter.Way.SYNC);
  }

  @Test
  @Tag("soak")
  @Tag("system-calls")
  void a_synced_batch_has_forced_everything_before_it_as_well() throws IOException {
    assumeTrue(
        openAt("probe").capability(Batching.class).isPresent(), "the store takes no batches");
    assertForcesEverything(SyncingWriter.Way.BATCH);
  }

  private void assertForcesEverything(SyncingWriter.Way way) throws IOException {
    assumeTrue(isThere(STRACE), "there is no strace, which counts system calls");
    Path calls = directory("calls");
    Path moments = Files.createDirectory(directory("moments"));
    long seed = Seeds.seed();

    List<String> lines =
        ForkedJvm.of(
                SyncingWriter.class,
                nameForForks(),
                directory("store").toString(),
                moments.toString(),
                Long.toString(seed),
                way.name())
            .startedBy(
                STRACE, "-f", "-y", "-s", "64", "-o", calls.toString(), "-e", ForcedFiles.CALLS)
            .run()
            .expectSuccess()
            .lines();

    ForcedFiles forced = new ForcedFiles(directory("store").toRealPath(), calls);
    for (int moment = 0; moment < SyncingWriter.MOMENTS; moment++) {
      Path links = moments.resolve(Integer.toString(moment));
      Path left = forced.leftAt(moment, links, lines, directory("left-" + moment));
      try (Datastore store = track(open(left))) {
        SyncingWriter.assertHolds(store, seed, way, moment);
      }
      DurableFiles.deleteTree(left);
    }
    assertThat(forced.count()).as("calls that forced something").isPositive();
  }

  private static boolean isThere(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
