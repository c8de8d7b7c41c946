package dev.cairn.datastore.spec;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.util.Map;
import java.util.Set;

/** Opens {@link MemoryDatastore}s: the type {@code mem}, which takes no fields. */
public final class MemoryDriver implements DatastoreDriver {

  /** For {@link java.util.ServiceLoader}. */
  public MemoryDriver() {}

  @Override
  public String type() {
    return "mem";
  }

  @Override
  public Set<String> fields() {
    return Set.of();
  }

  /** {@return no fields, not even the type: nothing lies on disk} */
  @Override
  public SpecValue.Fields diskSpec(Spec spec) {
    return SpecValue.Fields.of(Map.of());
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    return new MemoryDatastore();
  }
}
