package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.List;

/** Opens {@link MemoryDatastore}s: the type {@code mem}, which takes no fields. */
public final class MemoryDriver implements DatastoreDriver {

  /** For {@link java.util.ServiceLoader}. */
  public MemoryDriver() {}

  @Override
  public String type() {
    return "mem";
  }

  @Override
  public List<SpecField> fields() {
    return List.of();
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    return new MemoryDatastore();
  }
}
