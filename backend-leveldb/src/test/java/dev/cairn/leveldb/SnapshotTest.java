package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SnapshotTest {

  private static final int KEYS = 2_000;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void a_snapshot_outlives_compactions_and_its_listings_do_not_disturb_each_other(Driver driver) {
    try (LevelDbDatastore store = openSmall(driver)) {
      putAll(store, 1);
      Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot();
      Results up = snapshot.query(Query.all().orderedBy(Order.KEY));
      Results down = snapshot.query(Query.all().orderedBy(Order.KEY_DESCENDING));
      for (int round = 2; round < 6; round++) {
        putAll(store, round);
        for (int i = 0; i < KEYS; i += 2) {
          store.delete(key(i));
        }
      }

      for (int i = 0; i < KEYS; i++) {
        assertThat(up.next().key()).isEqualTo(key(i));
        assertThat(snapshot.get(key((i * 7) % KEYS))).contains(value(1));
        assertThat(down.next().key()).isEqualTo(key(KEYS - 1 - i));
      }

      assertThat(up.hasNext()).isFalse();
      assertThat(down.hasNext()).isFalse();
      assertThat(snapshot.has(Key.of("/absent"))).isFalse();
      assertThat(store.has(key(0))).isFalse();
    }
  }

  @Test
  void a_listing_that_begins_on_a_nearly_full_disk_is_of_one_moment_all_the_same()
      throws IOException {
    long usable = Files.getFileStore(directory).getUsableSpace();
    LevelDbOptions options =
        LevelDbOptions.defaults().toBuilder()
            .driver(Driver.NATIVE)
            .diskReserve(usable / 4 * 3)
            .writeBufferSize(64 << 10)
            .build();
    try (LevelDbDatastore store = LevelDbDatastore.open(directory, options)) {
      putAll(store, 1);
      Datastore snapshot = Datastores.require(store, Snapshots.class).snapshot();
      for (Datastore listed : List.of(store, snapshot)) {
        Results up = listed.query(Query.all().orderedBy(Order.KEY));
        Results down = listed.query(Query.all().orderedBy(Order.KEY_DESCENDING));
        for (int i = 0; i < KEYS; i++) {
          Entry first = up.next();
          assertThat(first.key()).isEqualTo(key(i));
          assertThat(first.value()).isEqualTo(value(1));
          assertThat(down.next().key()).isEqualTo(key(KEYS - 1 - i));
          if (listed == snapshot) {
            store.put(key(i), value(2));
            store.put(Key.of("/key/%05da".formatted(i)), value(2));
          }
        }
        assertThat(up.hasNext()).isFalse();
        assertThat(down.hasNext()).isFalse();
      }
      Results listing = store.query(Query.all());
      putAll(store, 3);
      assertThat(listing.toList()).hasSize(2 * KEYS).allMatch(entry -> entry.value()[0] == 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "PURE_JAVA"})
  void sizes_and_properties_are_told_where_the_driver_knows_them(Driver driver) {
    try (LevelDbDatastore store = openSmall(driver)) {
      putAll(store, 1);
      boolean isNative = driver == Driver.NATIVE;

      assertThat(store.approximateSize(KeyRange.ALL).isPresent()).isEqualTo(isNative);
      assertThat(store.approximateSize(KeyRange.below(Key.of("/key"))).orElse(100_000))
          .isBetween(100_000L, 500_000L);
      assertThat(store.approximateSize(KeyRange.ALL.from(Key.of("/b")).before(Key.of("/a"))))
          .hasValue(0);
      assertThat(store.property("leveldb.stats").isPresent()).isEqualTo(isNative);
      assertThat(store.property("no.such.property")).isEmpty();
    }
  }

  private LevelDbDatastore openSmall(Driver driver) {
    return LevelDbDatastore.open(
        directory,
        LevelDbOptions.defaults().toBuilder()
            .driver(driver)
            .compression(LevelDbOptions.Compression.NONE)
            .writeBufferSize(64 << 10)
            .build());
  }

  private static void putAll(LevelDbDatastore store, int round) {
    for (int i = 0; i < KEYS; i++) {
      store.put(key(i), value(round));
    }
  }

  private static Key key(int number) {
    return Key.of("/key/%05d".formatted(number));
  }

  private static byte[] value(int round) {
    byte[] value = new byte[150];
    value[0] = (byte) round;
    return value;
  }
}
