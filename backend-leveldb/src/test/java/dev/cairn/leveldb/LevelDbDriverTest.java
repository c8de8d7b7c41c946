package dev.cairn.leveldb;

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
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LevelDbDriverTest {

  private static final Key KEY = Key.of("/key");

  @TempDir Path directory;

  @Test
  void a_store_is_opened_by_its_description_below_the_repository() {
    Spec spec = Spec.leaf("levelds", Map.of("path", "datastore", "compression", "none"));

    try (Batching store = open(spec)) {
      store.put(KEY, new byte[] {1});
    }

    assertThat(directory.resolve("datastore").resolve("CURRENT")).exists();
    try (Batching reader =
        DatastoreDrivers.installed()
            .open(spec, new DriverContext(directory, AccessMode.READ_ONLY))) {
      assertThat(reader.get(KEY)).contains(new byte[] {1});
      assertThatThrownBy(() -> reader.put(KEY, new byte[0]))
          .isInstanceOf(ReadOnlyDatastoreException.class)
          .hasMessage(
              "the LevelDB store at %s is open for reading only; open it for writing to change it"
                  .formatted(directory.resolve("datastore")));
    }
  }

  @Test
  void the_fields_are_read_into_options() {
    Spec spec =
        Spec.leaf("levelds", Map.of("path", "x", "compression", "none", "driver", "pure-java"))
            .with("syncWrites", new SpecValue.Flag(true))
            .with("paranoidChecks", new SpecValue.Flag(true))
            .with("trustStorage", new SpecValue.Flag(true))
            .with("writeBufferSize", new SpecValue.Whole(1 << 20))
            .with("blockCacheSize", new SpecValue.Whole(2 << 20))
            .with("maxOpenFiles", new SpecValue.Whole(50))
            .with("diskReserve", new SpecValue.Whole(1 << 20));

    try (LevelDbDatastore store = (LevelDbDatastore) open(spec)) {
      assertThat(store.options().compression()).isEqualTo(Compression.NONE);
      assertThat(store.options().durability()).isEqualTo(Durability.SYNCED);
      assertThat(store.driver()).isEqualTo(Driver.PURE_JAVA);
      assertThat(store.options().paranoidChecks()).isTrue();
      assertThat(store.options().trustsStorage()).isTrue();
      assertThat(store.options().writeBufferSize()).isEqualTo(1 << 20);
      assertThat(store.options().blockCacheSize()).isEqualTo(2 << 20);
      assertThat(store.options().maxOpenFiles()).isEqualTo(50);
      assertThat(store.options().diskReserve()).isEqualTo(1 << 20);
    }
  }

  @ParameterizedTest
  @CsvSource({"snappy,SNAPPY", "'',SNAPPY", "none,NONE"})
  void compression_is_named_as_by_kubo(String name, Compression compression) {
    Spec spec = Spec.leaf("levelds", Map.of("path", "x", "compression", name));

    try (LevelDbDatastore store = (LevelDbDatastore) open(spec)) {
      assertThat(store.options().compression()).isEqualTo(compression);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compression | lz4 | levelds.compression: expected none, snappy or an empty text, found \"lz4\"",
        "driver | go | levelds.driver: expected auto, native or pure-java, found \"go\"",
        "syncWrites | yes | levelds.syncWrites: expected true or false, found \"yes\"",
      })
  void a_wrong_field_is_named(String field, String value, String message) {
    Spec spec = Spec.leaf("levelds", Map.of("path", "x", field, value));

    assertThatThrownBy(() -> open(spec)).isInstanceOf(SpecException.class).hasMessage(message);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void a_missing_path_is_named() {
    Spec spec = Spec.leaf("levelds", Map.of());

    assertThatThrownBy(() -> open(spec))
        .isInstanceOf(SpecException.class)
        .hasMessage("levelds.path: missing; expected a path");
  }

  @Test
  void the_path_and_the_type_are_what_cannot_change() {
    Spec spec = Spec.leaf("levelds", Map.of("path", "datastore", "compression", "none"));

    assertThat(new LevelDbDriver().diskSpec(spec))
        .hasToString("{path=\"datastore\", type=\"levelds\"}");
    assertThat(new LevelDbDriver().fields())
        .extracting(SpecField::name)
        .containsExactlyInAnyOrder(
            "path",
            "compression",
            "driver",
            "syncWrites",
            "paranoidChecks",
            "trustStorage",
            "writeBufferSize",
            "blockCacheSize",
            "maxOpenFiles",
            "diskReserve");
  }

  private Batching open(Spec spec) {
    return DatastoreDrivers.installed().open(spec, DriverContext.at(directory));
  }
}
