package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Durability;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import org.junit.jupiter.api.Test;

final class LevelDbOptionsTest {

  @Test
  void the_presets_are_what_they_say() {
    assertThat(LevelDbOptions.defaults())
        .hasToString(
            "LevelDbOptions[driver=AUTO, compression=SNAPPY, writeBufferSize=67108864,"
                + " blockCacheSize=16777216, blockSize=4096, maxOpenFiles=1000,"
                + " paranoidChecks=false, durability=VISIBLE]");
    assertThat(LevelDbOptions.strict())
        .hasToString(
            "LevelDbOptions[driver=AUTO, compression=NONE, writeBufferSize=67108864,"
                + " blockCacheSize=16777216, blockSize=4096, maxOpenFiles=1000,"
                + " paranoidChecks=true, durability=SYNCED]");
  }

  @Test
  void a_builder_keeps_what_it_does_not_change() {
    LevelDbOptions options =
        LevelDbOptions.strict().toBuilder()
            .driver(Driver.PURE_JAVA)
            .compression(Compression.SNAPPY)
            .writeBufferSize(1 << 20)
            .blockCacheSize(2 << 20)
            .blockSize(8 << 10)
            .maxOpenFiles(50)
            .durability(Durability.VISIBLE)
            .build();

    assertThat(options.toBuilder().build()).hasToString(options.toString());
    assertThat(options.paranoidChecks()).isTrue();
    assertThat(LevelDbOptions.strict().driver()).isEqualTo(Driver.AUTO);
  }

  @Test
  void what_is_too_small_is_refused() {
    LevelDbOptions.Builder builder = LevelDbOptions.defaults().toBuilder();

    assertThatThrownBy(() -> builder.writeBufferSize(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("writeBufferSize is 1; it must be at least 65536");
    assertThatThrownBy(() -> builder.blockCacheSize(0)).hasMessageContaining("blockCacheSize");
    assertThatThrownBy(() -> builder.blockSize(0)).hasMessageContaining("blockSize");
    assertThatThrownBy(() -> builder.maxOpenFiles(0)).hasMessageContaining("maxOpenFiles");
  }
}
