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

/** What every engine does, with the preset for blocks. */
final class BlocksContractTest extends EngineContract {

  private static final RocksDbOptions OPTIONS = RocksDbOptions.forBlocks();

  @Override
  protected Datastore open(Path directory) {
    return RocksDbDatastore.open(directory, OPTIONS);
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return Set.of(Batching.class, ConditionalWrites.class, DiskUsage.class);
  }

  @Override
  protected Optional<Datastore> openReadOnly(Path directory) {
    return Optional.of(RocksDbDatastore.openReadOnly(directory, OPTIONS));
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
