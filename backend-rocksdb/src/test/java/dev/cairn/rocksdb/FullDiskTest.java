package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.testkit.RamDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What RocksDB does while it is open on a disk that is full, and when there is room again. */
final class FullDiskTest {

  private static final int MIB = 1 << 20;
  private static final int VALUE = 256 * 1024;

  /** RocksDB looks for room every five seconds; this only ends a test that would hang. */
  private static final int PATIENCE_SECONDS = 120;

  /** Larger than what is free, so that it is the log that finds no room. */
  private static final RocksDbOptions OPTIONS =
      RocksDbOptions.forBlocks().toBuilder().writeBufferSize(16 * MIB).build();

  @TempDir Path directory;

  @Test
  void no_sync_returns_while_a_log_is_broken_and_writes_go_on_where_there_is_room()
      throws IOException {
    try (RamDisk disk = RamDisk.mountedAt(directory.resolve("disk"), 64 * MIB)) {
      Path store = disk.path().resolve("store");
      Path others = Files.write(disk.path().resolve("others"), new byte[52 * MIB]);
      int taken;
      try (Datastore datastore = RocksDbDatastore.open(store, OPTIONS)) {
        taken = fill(datastore);
        assertNothingIsSynced(datastore);

        Files.delete(others);
        await()
            .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .ignoreExceptionsInstanceOf(DatastoreException.class)
            .until(
                () -> {
                  datastore.put(key(0), value(0));
                  return true;
                });

        datastore.sync(Key.ROOT);
        assertHolds(datastore, taken);
      }
      try (Datastore datastore = RocksDbDatastore.open(store, OPTIONS)) {
        assertHolds(datastore, taken);
      }
    }
  }

  /** Returns how many writes the store took before there was no room. */
  private static int fill(Datastore store) {
    for (int write = 0; write < 256; write++) {
      try {
        store.put(key(write), value(write));
      } catch (NoSpaceException e) {
        return write;
      }
    }
    throw new AssertionError("the disk is not full");
  }

  /** A compaction has RocksDB begin a new log, which alone it would force later. */
  private static void assertNothingIsSynced(Datastore store) {
    Compaction compaction = Datastores.require(store, Compaction.class);
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> store.sync(Key.ROOT)).isInstanceOf(DatastoreException.class);
      assertThatThrownBy(() -> compaction.compact(KeyRange.ALL))
          .isInstanceOf(DatastoreException.class);
    }
  }

  private static void assertHolds(Datastore store, int writes) {
    for (int write = 0; write < writes; write++) {
      assertThat(store.get(key(write))).as("write %d", write).hasValue(value(write));
    }
  }

  private static Key key(int write) {
    return Key.of("/filling/%03d".formatted(write));
  }

  private static byte[] value(int write) {
    byte[] value = new byte[VALUE];
    new Random(write).nextBytes(value);
    return value;
  }
}
