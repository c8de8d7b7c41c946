package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Datastores in memory, for where there is nothing to persist to. What is closed is lost. */
final class MemoryDatastoreFactory implements DatastoreFactory {

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  @Override
  public Batching create(String name) {
    if (!names.add(GenerationName.check(name))) {
      throw new DatastoreException(name + " exists already in memory");
    }
    return new MemoryDatastore();
  }

  @Override
  public Batching open(String name) {
    throw new DatastoreException(
        "cannot open " + GenerationName.check(name) + " again: it lay in memory and is lost");
  }

  @Override
  public long destroy(String name) {
    names.remove(GenerationName.check(name));
    return 0;
  }

  @Override
  public List<String> names() {
    return List.copyOf(names);
  }

  @Override
  public String toString() {
    return "memory";
  }
}
