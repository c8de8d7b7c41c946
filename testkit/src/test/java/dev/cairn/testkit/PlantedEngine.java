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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An engine with a bug, under all contracts. Run by other tests alone, one at a time. */
final class PlantedEngine extends EngineContract {

  /** The file beside a stored store that tells other JVMs what is wrong with it, if anything. */
  private static final String TOLD = "stored-bug";

  /** What is wrong with it. */
  static PlantedBug bug = NoBug.PLAIN;

  /** What another JVM was told. */
  private static @Nullable PlantedBug told;

  @Override
  protected Datastore open(Path directory) {
    Path file = directory.resolveSibling(TOLD);
    try {
      if (bug.persistent()) {
        Files.writeString(file, bug.toString());
      } else if (told == null && Files.exists(file)) {
        told = stored(Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return told == null ? bug.open(directory) : told.open(directory);
  }

  private static PlantedBug stored(String name) {
    return Stream.<PlantedBug[]>of(StoredBug.values(), NoBug.values())
        .flatMap(Stream::of)
        .filter(stored -> stored.toString().equals(name))
        .findFirst()
        .orElseThrow();
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
