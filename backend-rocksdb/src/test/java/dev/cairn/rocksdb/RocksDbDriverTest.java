package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDrivers;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.datastore.spec.SpecValue;
import dev.cairn.rocksdb.RocksDbOptions.Compression;
import dev.cairn.rocksdb.RocksDbOptions.LogLevel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RocksDbDriverTest {

  private static final Key KEY = Key.of("/key");

  @TempDir Path directory;

  @Test
  void a_store_is_opened_by_its_description_below_the_repository() {
    Spec spec = Spec.leaf("rocksds", Map.of("path", "blocks", "preset", "blocks"));

    try (Batching store = open(spec)) {
      store.put(KEY, new byte[] {1});
    }

    assertThat(directory.resolve("blocks").resolve("CURRENT")).exists();
    try (Batching reader =
        DatastoreDrivers.installed()
            .open(spec, new DriverContext(directory, AccessMode.READ_ONLY))) {
      assertThat(reader.get(KEY)).contains(new byte[] {1});
      assertThatThrownBy(() -> reader.put(KEY, new byte[0]))
          .isInstanceOf(ReadOnlyDatastoreException.class)
          .hasMessage(
              "the RocksDB store at %s is open for reading only; open it for writing to change it"
                  .formatted(directory.resolve("blocks")));
    }
  }

  @Test
  void the_fields_are_read_into_options() {
    Spec spec =
        Spec.leaf(
                "rocksds",
                Map.of("path", "x", "preset", "blocks", "compression", "zstd", "logLevel", "error"))
            .with("syncWrites", new SpecValue.Flag(true))
            .with("trustStorage", new SpecValue.Flag(true))
            .with("statistics", new SpecValue.Flag(true))
            .with("blockCacheBytes", new SpecValue.Whole(2 << 20))
            .with("writeBufferBytes", new SpecValue.Whole(1 << 20))
            .with("maxOpenFiles", new SpecValue.Whole(100));

    try (RocksDbDatastore store = (RocksDbDatastore) open(spec)) {
      assertThat(store.options())
          .hasToString(
              RocksDbOptions.forBlocks().toBuilder()
                  .compression(Compression.ZSTD)
                  .durability(Durability.SYNCED)
                  .trustStorage()
                  .countStatistics()
                  .blockCacheSize(2 << 20)
                  .writeBufferSize(1 << 20)
                  .maxOpenFiles(100)
                  .logLevel(LogLevel.ERROR)
                  .build()
                  .toString());
    }
  }

  @Test
  void without_a_preset_it_is_that_for_small_records() {
    try (RocksDbDatastore store =
        (RocksDbDatastore) open(Spec.leaf("rocksds", Map.of("path", "x")))) {
      assertThat(store.options()).hasToString(RocksDbOptions.forSmallRecords().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"none", "snappy", "lz4", "zstd"})
  void every_compression_that_is_named_works(String name) {
    Spec spec = Spec.leaf("rocksds", Map.of("path", "x", "compression", name));
    byte[] value = new byte[10_000];

    try (Batching store = open(spec)) {
      store.put(KEY, value);
    }
    open(spec).close(); // what lay in the log is a table now

    try (Batching store = open(spec)) {
      assertThat(store.get(KEY)).contains(value);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression | gzip | rocksds.compression: expected none, snappy, lz4 or zstd, found \"gzip\"",
        "preset | fast | rocksds.preset: expected small-records, blocks or bulk-rebuild, found \"fast\"",
        "logLevel | loud | rocksds.logLevel: expected debug, info, warn, error or fatal, found \"loud\"",
        "maxOpenFiles | many | rocksds.maxOpenFiles: expected a whole number from 20 to 2147483647, found \"many\"",
        "syncWrites | yes | rocksds.syncWrites: expected true or false, found \"yes\"",
      })
  void a_wrong_field_is_named(String field, String value, String message) {
    Spec spec = Spec.leaf("rocksds", Map.of("path", "x", field, value));

    assertThatThrownBy(() -> open(spec)).isInstanceOf(SpecException.class).hasMessage(message);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_missing_path_is_named() {
    Spec spec = Spec.leaf("rocksds", Map.of());

    assertThatThrownBy(() -> open(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage("rocksds.path: missing; expected a path");
  }

  @Test
  void the_path_and_the_type_are_what_cannot_change() {
    Spec spec = Spec.leaf("rocksds", Map.of("path", "blocks", "preset", "blocks"));

    assertThat(new RocksDbDriver().diskSpec(spec))
        .hasToString("{path=\"blocks\", type=\"rocksds\"}");
    assertThat(new RocksDbDriver().fields())
        .extracting(SpecField::name)
        .containsExactlyInAnyOrder(
            "path",
            "preset",
            "compression",
            "syncWrites",
            "blockCacheBytes",
            "writeBufferBytes",
            "maxOpenFiles",
            "trustStorage",
            "statistics",
            "logLevel");
  }

  private Batching open(Spec spec) {
    return DatastoreDrivers.installed().open(spec, DriverContext.at(directory));
  }
}
