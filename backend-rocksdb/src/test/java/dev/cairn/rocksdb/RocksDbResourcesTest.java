package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.testkit.StoreSurgery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksDbResourcesTest {

  private static final int MIB = 1 << 20;
  private static final int VALUE = 100_000;

  @TempDir Path directory;

  private final RocksDbResources shared = RocksDbResources.within(4 * MIB, 4 * MIB);
  private final RocksDbOptions options =
      RocksDbOptions.forBlocks().toBuilder().resources(shared).build();

  @Test
  void stores_that_share_memory_write_tables_before_it_is_full() throws IOException {
    List<RocksDbDatastore> stores = new ArrayList<>();
    try (shared;
        RocksDbDatastore alone =
            RocksDbDatastore.open(directory.resolve("alone"), RocksDbOptions.forBlocks())) {
      for (int i = 0; i < 4; i++) {
        stores.add(open("store-" + i));
      }
      for (int i = 0; i < 200; i++) {
        alone.put(Key.of("/" + i), new byte[VALUE]);
        for (RocksDbDatastore store : stores) {
          store.put(Key.of("/" + i), new byte[VALUE]);
        }
      }

      for (int i = 0; i < 4; i++) {
        Path store = directory.resolve("store-" + i);
        await().until(() -> !StoreSurgery.files(store, "*.sst").isEmpty());
      }
      assertThat(StoreSurgery.files(directory.resolve("alone"), "*.sst")).isEmpty();
      for (RocksDbDatastore store : stores) {
        assertThat(store.get(Key.of("/7"))).hasValue(new byte[VALUE]);
      }
      assertThat(shared.usage()).isPositive();
    } finally {
      Closing.all(stores);
    }
  }

  @Test
  void memory_that_is_closed_is_there_until_the_last_store_is() {
    RocksDbDatastore first = open("first");
    RocksDbDatastore second = open("second");
    shared.close();
    shared.close();

    first.put(Key.of("/key"), new byte[VALUE]);
    first.close();
    second.put(Key.of("/key"), new byte[VALUE]);
    assertThat(second.get(Key.of("/key"))).isPresent();
    assertThat(shared.usage()).isPositive();
    assertThatThrownBy(() -> open("third"))
        .isInstanceOf(DatastoreException.class)
        .hasMessageContaining(
            "cannot open a store with RocksDbResources[cacheBytes=4194304, writeBytes=4194304]:"
                + " they are closed; make new ones");
    second.close();

    assertThatThrownBy(shared::usage)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot measure RocksDbResources[cacheBytes=4194304, writeBytes=4194304]: they are"
                + " closed; make new ones");
  }

  @Test
  void stores_that_cannot_be_opened_keep_no_memory() {
    assertThatThrownBy(() -> RocksDbDatastore.openReadOnly(directory, options))
        .isInstanceOf(DatastoreException.class);
    open("store").close();
    assertThatThrownBy(() -> RocksDbDatastore.open(Path.of("/proc/none"), options))
        .isInstanceOf(DatastoreException.class);

    shared.close();

    assertThatThrownBy(shared::usage).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void too_little_memory_is_refused() {
    shared.close();

    assertThatThrownBy(() -> RocksDbResources.within(1, MIB))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cacheBytes is 1; it must be 1048576 to 1152921504606846976");
    assertThatThrownBy(() -> RocksDbResources.within(MIB, 0)).hasMessageContaining("writeBytes");
  }

  private RocksDbDatastore open(String name) {
    return RocksDbDatastore.open(directory.resolve(name), options);
  }
}
