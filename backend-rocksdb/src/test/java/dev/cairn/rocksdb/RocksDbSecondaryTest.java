package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.testkit.ForkedJvm;
import dev.cairn.testkit.Together;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbSecondaryTest {

  private static final Key KEY = Key.of("/key");
  private static final RocksDbOptions OPTIONS = RocksDbOptions.forBlocks();

  /** So many that a buffer is full some hundred times. */
  private static final int RESTLESS_WRITES = 6000;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private RocksDbDatastore primary;

  @SuppressWarnings("NullAway.Init") // opened before each test
  private RocksDbSecondary secondary;

  @BeforeEach
  void openBoth() {
    primary = RocksDbDatastore.open(directory.resolve("store"), OPTIONS);
    primary.put(KEY, new byte[] {1});
    secondary = openSecondary("own");
  }

  private RocksDbSecondary openSecondary(String own) {
    return RocksDbDatastore.openSecondary(
        directory.resolve("store"), directory.resolve(own), OPTIONS);
  }

  @AfterEach
  void closeBoth() {
    secondary.close();
    primary.close();
  }

  @Test
  void a_secondary_shows_the_store_as_it_was_and_catches_up() {
    primary.put(KEY, new byte[] {1, 2});
    assertThat(secondary.get(KEY)).hasValue(new byte[] {1});
    assertThat(secondary.size(KEY)).hasValue(1);

    secondary.catchUp();

    assertThat(secondary.get(KEY)).hasValue(new byte[] {1, 2});
    assertThat(secondary.size(KEY)).hasValue(2);
    primary.delete(KEY);
    secondary.catchUp();
    assertThat(secondary.has(KEY)).isFalse();
  }

  @Test
  void what_is_compacted_and_loaded_meanwhile_is_shown_as_well() {
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 50; i++) {
        primary.put(Key.of("/put/" + i), new byte[1000 + round]);
      }
      Datastores.require(primary, Compaction.class).compact(KeyRange.ALL);
      assertThat(secondary.query(Query.all()).toList()).hasSize(round == 0 ? 1 : 101);
      try (Loader loader = Datastores.require(primary, BulkLoad.class).bulkLoad()) {
        for (int i = 10; i < 60; i++) {
          loader.add(Key.of("/load/" + i), new byte[2000 + round]);
        }
        loader.commit();
      }

      secondary.catchUp();

      assertThat(secondary.query(Query.all()).toList()).hasSize(101);
      assertThat(secondary.size(Key.of("/put/7"))).hasValue(1000 + round);
      assertThat(secondary.size(Key.of("/load/17"))).hasValue(2000 + round);
    }
  }

  @Test
  void what_was_written_is_there_after_catching_up_though_logs_become_tables_meanwhile() {
    RocksDbOptions restless = OPTIONS.toBuilder().writeBufferSize(64 << 10).build();
    Path store = directory.resolve("restless");
    AtomicInteger written = new AtomicInteger();
    try (RocksDbDatastore writer = RocksDbDatastore.open(store, restless);
        RocksDbSecondary follower =
            RocksDbDatastore.openSecondary(store, directory.resolve("follower"), restless);
        Together threads = new Together()) {
      threads.start(
          () -> {
            for (int i = 1; i <= RESTLESS_WRITES; i++) {
              byte[] value = new byte[4000];
              new Random(i).nextBytes(value);
              writer.put(Key.of("/" + i), value);
              written.set(i);
            }
          });
      for (int last = 0; last < RESTLESS_WRITES; ) {
        last = written.get();
        follower.catchUp();
        assertThat(last == 0 || follower.has(Key.of("/" + last))).as("write %d", last).isTrue();
      }
    }
  }

  @Test
  void an_open_listing_shows_what_it_showed_before() {
    try (Results results = secondary.query(Query.all())) {
      primary.put(Key.of("/later"), new byte[0]);
      secondary.catchUp();

      assertThat(results.toList()).hasSize(1);
    }
    assertThat(secondary.query(Query.all()).toList()).hasSize(2);
  }

  @Test
  void a_secondary_writes_nothing_and_claims_nothing_that_it_cannot() {
    assertThatThrownBy(() -> secondary.put(KEY, new byte[0]))
        .isInstanceOf(ReadOnlyDatastoreException.class);
    assertThat(secondary.capability(Snapshots.class)).isEmpty();
    assertThat(secondary.capability(Checkpoint.class)).isEmpty();
  }

  @Test
  void a_secondary_beside_its_primary_leaves_that_its_lock() {
    secondary.close();

    ForkedJvm.Outcome outcome =
        ForkedJvm.of(Opener.class, directory.resolve("store").toString()).run().expectSuccess();

    assertThat(outcome.lines()).containsExactly("locked");
  }

  /** Tries to open a store that another process has open. */
  static final class Opener {

    private Opener() {}

    /** Takes the directory. */
    @SuppressWarnings("SystemOut") // read by the JVM that started this one
    public static void main(String[] arguments) {
      try {
        RocksDbDatastore.open(Path.of(arguments[0]), OPTIONS).close();
        System.out.println("open");
      } catch (DatastoreLockedException e) {
        System.out.println("locked");
      }
    }
  }

  @Test
  void each_secondary_has_a_directory_of_its_own() {
    assertThatThrownBy(() -> openSecondary("own")).isInstanceOf(DatastoreLockedException.class);

    try (RocksDbSecondary other = openSecondary("other")) {
      assertThat(other.get(KEY)).hasValue(new byte[] {1});
    }
    secondary.close();
    secondary = openSecondary("own");
    assertThat(secondary.get(KEY)).hasValue(new byte[] {1});
  }

  @Test
  void where_there_is_no_store_there_is_no_secondary() {
    Path absent = directory.resolve("absent");

    assertThatThrownBy(
            () -> RocksDbDatastore.openSecondary(absent, directory.resolve("third"), OPTIONS))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(absent.toString());
  }

  @Test
  void a_closed_secondary_refuses_to_catch_up() {
    secondary.close();

    assertThatThrownBy(secondary::catchUp).isInstanceOf(DatastoreClosedException.class);
  }
}
