package dev.cairn.docs.engine;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.testkit.EngineContract;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

// snippet: engine-test
/** The engine in a log keeps what every engine keeps. */
class LogEngineTest extends EngineContract {

  @Override
  protected Datastore open(Path directory) {
    return LogDatastore.open(directory);
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return Set.of(Batching.class, ConditionalWrites.class, DiskUsage.class);
  }

  // end
  // snippet: engine-test-files
  @Override
  protected Optional<String> tables() {
    return Optional.of("table");
  }

  @Override
  protected Optional<String> logs() {
    return Optional.of("log");
  }

  // end
  // snippet: engine-test-less
  /** Listings show what is written meanwhile. */
  @Override
  protected boolean snapshotResults() {
    return false;
  }

  /** All keys are in memory. */
  @Override
  protected long entriesInSmallHeap() {
    return 200_000;
  }
  // end
}
