package dev.cairn.leveldb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Check;
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

/** What every engine does, by the library in Java. */
final class PureJavaContractTest extends EngineContract {

  /** Its write buffers lie in the heap, and one contract gives it no more than 64 MB of that. */
  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder()
          .driver(LevelDbOptions.Driver.PURE_JAVA)
          .writeBufferSize(4 << 20)
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
  protected long fullDisk() {
    return 3 * OPTIONS.diskReserve();
  }

  @Override
  protected Optional<String> tables() {
    return Optional.of("*.sst");
  }

  @Override
  protected Optional<String> logs() {
    return Optional.of("*.log");
  }

  /** Not the tables: but for a check, nobody looks at the checksums of their entries. */
  @Override
  protected List<String> damageable() {
    return List.of("*.log", "MANIFEST-*", "CURRENT");
  }
}
