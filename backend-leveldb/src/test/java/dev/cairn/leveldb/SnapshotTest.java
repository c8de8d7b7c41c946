package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.nio.file.Path;
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
