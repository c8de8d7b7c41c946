package dev.cairn.testkit.wrapper;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.datastore.wrapper.ForwardingDatastore;
import java.util.Optional;
import java.util.Set;

/** A store that can do nothing but what it is told. */
final class PlainDatastore extends ForwardingDatastore {

  private final Set<Class<?>> abilities;

  /** Creates an empty store with no more than these of what a map in memory can do. */
  PlainDatastore(Class<?>... abilities) {
    super(new MemoryDatastore());
    this.abilities = Set.of(abilities);
  }

  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    return ability == Datastore.class || abilities.contains(ability)
        ? super.capability(ability)
        : Optional.empty();
  }
}
