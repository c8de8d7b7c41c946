package dev.cairn.rocksdb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
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
    return Set.of(
        Batching.class,
        BulkLoad.class,
        Check.class,
        Checkpoint.class,
        Compaction.class,
        ConditionalWrites.class,
        DiskUsage.class,
        RangeDelete.class,
        Snapshots.class,
        Transactions.class,
        View.class);
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
