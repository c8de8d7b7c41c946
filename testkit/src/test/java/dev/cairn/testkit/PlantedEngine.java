package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** An engine with a bug, under all contracts. Run by other tests alone, one at a time. */
final class PlantedEngine extends EngineContract {

  /** The file beside a stored store that tells other JVMs what is wrong with it. */
  private static final String TOLD = "stored-bug";

  /** What is wrong with it; in another JVM what is told there, or nothing. */
  static PlantedBug bug = NoBug.PLAIN;

  @Override
  protected Datastore open(Path directory) {
    Path told = directory.resolveSibling(TOLD);
    try {
      if (bug instanceof StoredBug stored) {
        Files.writeString(told, stored.name());
      } else if (Files.exists(told)) {
        return StoredBug.valueOf(Files.readString(told)).open(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bug.open(directory);
  }

  @Override
  protected Optional<Datastore> open(Path directory, Clock clock) {
    return Optional.of(bug.open(directory, clock));
  }

  @Override
  protected boolean persistent() {
    return bug.persistent();
  }

  @Override
  protected boolean supports(Key key) {
    return bug.supports(key);
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return bug.capabilities();
  }

  @Override
  protected Optional<String> tables() {
    return Optional.of("table");
  }

  @Override
  protected Optional<String> logs() {
    return Optional.of("journal");
  }
}
