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
                + " paranoidChecks=false, durability=VISIBLE, trustsStorage=false,"
                + " diskReserve=335544320]");
    assertThat(LevelDbOptions.lotus())
        .hasToString(
            "LevelDbOptions[driver=AUTO, compression=NONE, writeBufferSize=67108864,"
                + " blockCacheSize=16777216, blockSize=4096, maxOpenFiles=1000,"
                + " paranoidChecks=true, durability=SYNCED, trustsStorage=false,"
                + " diskReserve=335544320]");
  }

  @Test
  void a_builder_keeps_what_it_does_not_change() {
    LevelDbOptions options =
        LevelDbOptions.lotus().toBuilder()
            .driver(Driver.PURE_JAVA)
            .compression(Compression.SNAPPY)
            .writeBufferSize(1 << 20)
            .blockCacheSize(2 << 20)
            .blockSize(8 << 10)
            .maxOpenFiles(50)
            .durability(Durability.VISIBLE)
            .trustStorage()
            .diskReserve(7)
            .build();

    assertThat(options.toBuilder().build()).hasToString(options.toString());
    assertThat(options.paranoidChecks()).isTrue();
    assertThat(LevelDbOptions.lotus().driver()).isEqualTo(Driver.AUTO);
  }

  @Test
  void the_reserve_grows_with_the_write_buffer_until_it_is_set() {
    LevelDbOptions.Builder builder = LevelDbOptions.defaults().toBuilder().writeBufferSize(1 << 20);

    assertThat(builder.build().diskReserve()).isEqualTo(68 << 20);
    assertThat(builder.diskReserve(0).build().toBuilder().build().diskReserve()).isZero();
  }

  @Test
  void what_is_too_small_or_too_large_is_refused() {
    LevelDbOptions.Builder builder = LevelDbOptions.defaults().toBuilder();

    assertThatThrownBy(() -> builder.writeBufferSize(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("writeBufferSize is 1; it must be at least 65536");
    assertThatThrownBy(() -> builder.blockCacheSize(0)).hasMessageContaining("blockCacheSize");
    assertThatThrownBy(() -> builder.blockSize(0)).hasMessageContaining("blockSize");
    assertThatThrownBy(() -> builder.maxOpenFiles(0)).hasMessageContaining("maxOpenFiles");
    assertThatThrownBy(() -> builder.diskReserve(-1)).hasMessageContaining("diskReserve");
    assertThatThrownBy(() -> builder.writeBufferSize(Integer.MAX_VALUE))
        .hasMessage("writeBufferSize is 2147483647; it must be at most 1073741824");
  }
}
