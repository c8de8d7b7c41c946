package dev.cairn.rocksdb;

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

/** What every datastore does, with the preset for small records. */
final class SmallRecordsContractTest {

  private static final RocksDbOptions OPTIONS = RocksDbOptions.forSmallRecords();

  private static Datastore openStore(Path directory) {
    return RocksDbDatastore.open(directory, OPTIONS);
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
      return RocksDbDatastore.openReadOnly(directory, OPTIONS);
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
