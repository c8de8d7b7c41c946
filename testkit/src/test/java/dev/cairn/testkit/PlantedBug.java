package dev.cairn.testkit;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Something that is wrong with a store, and the tests of the kit that see it. */
interface PlantedBug {

  /** Opens a store that has the bug. */
  Datastore open(Path directory);

  /** Opens it with a clock, where the bug has to do with time. */
  default Datastore open(Path directory, Clock clock) {
    return open(directory);
  }

  /** The tests that must fail; each of them passes where the bug is not there. */
  Set<String> caughtBy();

  /** Whether the store lies in its directory. */
  default boolean persistent() {
    return false;
  }

  /** Whether the store can hold a key. */
  default boolean supports(Key key) {
    return true;
  }

  /** What the store is to claim. */
  default Set<Class<?>> capabilities() {
    return Set.of(Batching.class);
  }
}
