package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.testkit.JournalDatastore.Care;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/** Stores in which nothing is wrong of what the tests look at that catch the others. */
enum NoBug implements PlantedBug {
  /** In memory. */
  PLAIN {
    @Override
    public Datastore open(Path directory) {
      return new Broken();
    }
  },

  /** In a file that outlives a killed process. */
  JOURNAL {
    @Override
    public Datastore open(Path directory) {
      return JournalDatastore.open(directory, Care.WHOLE);
    }

    @Override
    public boolean persistent() {
      return true;
    }
  },

  /** With every ability. */
  ABLE {
    @Override
    public Datastore open(Path directory) {
      return open(directory, Clock.systemUTC());
    }

    @Override
    public Datastore open(Path directory, Clock clock) {
      return new AbleDatastore(directory, clock);
    }

    @Override
    public boolean persistent() {
      return true;
    }

    @Override
    public Set<Class<?>> capabilities() {
      return Set.copyOf(Capabilities.ALL);
    }
  };

  @Override
  public Set<String> caughtBy() {
    return Set.of();
  }
}
