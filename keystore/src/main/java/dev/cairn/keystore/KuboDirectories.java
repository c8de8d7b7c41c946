package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The two directories, {@code 0} and {@code 1}, in which Kubo has the generations of its keystore.
 * A generation lies in whichever of them is free when it is made, so at most two exist at a time.
 */
final class KuboDirectories implements DatastoreFactory {

  static final List<String> NAMES = List.of("0", "1");

  private final GenerationDirectories directories;
  private final ReentrantLock lock = new ReentrantLock();

  /** The directory of each generation that there is, by its number. */
  private final Map<Long, String> places = new TreeMap<>();

  /** The generations that are open. */
  private final Set<Long> open = new TreeSet<>();

  KuboDirectories(Path parent, Function<Path, ? extends Batching> opener) {
    this.directories = new GenerationDirectories(parent, opener);
    List<String> found = directories.names();
    for (int i = 0; i < NAMES.size(); i++) {
      if (found.contains(NAMES.get(i))) {
        places.put(i + 1L, NAMES.get(i));
      }
    }
  }

  /** Returns the generation in a directory, if there is one. */
  OptionalLong in(String directory) {
    lock.lock();
    try {
      return places.entrySet().stream()
          .filter(place -> place.getValue().equals(directory))
          .mapToLong(Map.Entry::getKey)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the directory of a generation, if there is one. */
  Optional<String> of(long generation) {
    lock.lock();
    try {
      return Optional.ofNullable(places.get(generation));
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether there is no generation at all. */
  boolean isEmpty() {
    lock.lock();
    try {
      return places.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Batching create(String name) {
    long generation = number(name);
    lock.lock();
    try {
      String place = free();
      places.put(generation, place);
      Batching store = directories.create(place);
      open.add(generation);
      return KuboStore.ofNew(store, () -> closed(generation));
    } finally {
      lock.unlock();
    }
  }

  /** Returns a directory that is not in use, after deleting what nobody has open in it. */
  private String free() {
    for (String name : NAMES) {
      if (!places.containsValue(name)) {
        return name;
      }
    }
    for (Map.Entry<Long, String> place : Map.copyOf(places).entrySet()) {
      if (!open.contains(place.getKey())) {
        directories.destroy(place.getValue());
        places.remove(place.getKey());
        return place.getValue();
      }
    }
    long replaced = open.stream().findFirst().orElseThrow();
    throw new DatastoreException(
        "cannot begin a reset of the keystore in %s: Kubo's layout has the two names 0 and 1, and %s is still held by listings or snapshots of %s, which was replaced; close them first"
            .formatted(directories, places.get(replaced), GenerationName.of(replaced)));
  }

  @Override
  public Batching open(String name) {
    long generation = number(name);
    lock.lock();
    try {
      String place =
          of(generation)
              .orElseThrow(
                  () ->
                      new DatastoreException("there is no %s in %s".formatted(name, directories)));
      KuboStore store = KuboStore.ofExisting(directories.open(place), () -> closed(generation));
      open.add(generation);
      return store;
    } finally {
      lock.unlock();
    }
  }

  private void closed(long generation) {
    lock.lock();
    try {
      open.remove(generation);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long destroy(String name) {
    long generation = number(name);
    lock.lock();
    try {
      String place = places.get(generation);
      if (place == null) {
        return 0;
      }
      long freed = directories.destroy(place);
      places.remove(generation);
      return freed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Scratch> scratch(String name) {
    return of(number(name)).map(place -> Scratch.in(directories.path(place).resolve("sorting")));
  }

  @Override
  public List<String> names() {
    lock.lock();
    try {
      return places.keySet().stream().map(GenerationName::of).toList();
    } finally {
      lock.unlock();
    }
  }

  private static long number(String name) {
    return GenerationName.parse(GenerationName.check(name)).orElseThrow();
  }

  @Override
  public String toString() {
    return directories.toString();
  }
}
