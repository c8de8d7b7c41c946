package dev.cairn.leveldb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transactions;
import dev.cairn.testkit.EngineContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What every engine does, by the native library. */
final class NativeContractTest extends EngineContract {

  /** The smaller the write buffers, the smaller is the reserve that it keeps on its disk. */
  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder()
          .driver(LevelDbOptions.Driver.NATIVE)
          .writeBufferSize(16 << 20)
          .build();

  @Override
  protected Datastore open(Path directory) {
    return LevelDbDatastore.open(directory, OPTIONS);
  }

  @Override
  protected Set<Class<?>> capabilities() {
    return Set.of(
        Batching.class,
        Check.class,
        Compaction.class,
        ConditionalWrites.class,
        DiskUsage.class,
        Snapshots.class,
        Transactions.class);
  }

  @Override
  protected Optional<Datastore> openReadOnly(Path directory) {
    return Optional.of(LevelDbDatastore.openReadOnly(directory, OPTIONS));
  }

  @Override
  protected Optional<String> tables() {
    return Optional.of("*.sst");
  }

  @Override
  protected long fullDisk() {
    return 3 * OPTIONS.diskReserve();
  }

  @Override
  protected Optional<String> logs() {
    return Optional.of("*.log");
  }

  @Override
  protected List<String> damageable() {
    return List.of("*.sst", "*.log", "MANIFEST-*", "CURRENT");
  }
}
