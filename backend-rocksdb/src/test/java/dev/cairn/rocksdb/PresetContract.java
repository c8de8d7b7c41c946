package dev.cairn.rocksdb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.testkit.EngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What every engine does, with one preset. */
abstract class PresetContract extends EngineContract {

  private final RocksDbOptions options;

  PresetContract(RocksDbOptions options) {
    this.options = options;
  }

  @Override
  protected Datastore open(Path directory) {
    return RocksDbDatastore.open(directory, options);
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return Set.of(Batching.class, ConditionalWrites.class, DiskUsage.class);
  }

  @Override
  protected Optional<Datastore> openReadOnly(Path directory) {
    return Optional.of(RocksDbDatastore.openReadOnly(directory, options));
  }

  @Override
  protected Optional<String> tables() {
    return Optional.of("*.sst");
  }

  @Override
  protected Optional<String> logs() {
    return Optional.of("*.log");
  }

  @Override
  protected List<String> damageable() {
    return List.of("*.sst", "*.log", "MANIFEST-*", "CURRENT", "OPTIONS-*", "IDENTITY");
  }
}
