package dev.cairn.leveldb;

import dev.cairn.datastore.Datastore;
import dev.cairn.testkit.BatchingContract;
import dev.cairn.testkit.CorruptionContract;
import dev.cairn.testkit.CrashContract;
import dev.cairn.testkit.DatastoreContract;
import dev.cairn.testkit.LifecycleContract;
import dev.cairn.testkit.QueryContract;
import dev.cairn.testkit.StoredContract;
import dev.cairn.testkit.SyncedCrashContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** What every datastore does, by the native library. */
final class NativeContractTest {

  private static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder().driver(LevelDbOptions.Driver.NATIVE).build();

  private static Datastore openStore(Path directory) {
    return LevelDbDatastore.open(directory, OPTIONS);
  }

  @Nested
  final class Values extends DatastoreContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Queries extends QueryContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Batches extends BatchingContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Closing extends LifecycleContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Crashes extends CrashContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Directories extends StoredContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }

    @Override
    protected Datastore openReadOnly(Path directory) {
      return LevelDbDatastore.openReadOnly(directory, OPTIONS);
    }
  }

  @Nested
  final class SyncedCrashes extends SyncedCrashContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }
  }

  @Nested
  final class Damage extends CorruptionContract {
    @Override
    protected Datastore open(Path directory) {
      return openStore(directory);
    }

    @Override
    protected String tables() {
      return "*.sst";
    }
  }
}
