package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Durability;
import dev.cairn.rocksdb.RocksDbOptions.Compression;
import org.junit.jupiter.api.Test;

final class RocksDbOptionsTest {

  @Test
  void the_presets_are_what_they_say() {
    assertThat(RocksDbOptions.forSmallRecords())
        .hasToString(
            "RocksDbOptions[compression=LZ4, writeBufferSize=67108864, blockCacheSize=67108864,"
                + " blockSize=4096, targetFileSize=67108864, maxOpenFiles=1000,"
                + " bloomBitsPerKey=10, durability=VISIBLE]");
    assertThat(RocksDbOptions.forBlocks())
        .hasToString(
            "RocksDbOptions[compression=NONE, writeBufferSize=67108864, blockCacheSize=67108864,"
                + " blockSize=16384, targetFileSize=268435456, maxOpenFiles=1000,"
                + " bloomBitsPerKey=10, durability=VISIBLE]");
  }

  @Test
  void a_builder_keeps_what_it_does_not_change() {
    RocksDbOptions options =
        RocksDbOptions.forBlocks().toBuilder()
            .compression(Compression.SNAPPY)
            .writeBufferSize(1 << 20)
            .blockCacheSize(2 << 20)
            .blockSize(8 << 10)
            .targetFileSize(4 << 20)
            .maxOpenFiles(50)
            .bloomBitsPerKey(0)
            .durability(Durability.SYNCED)
            .build();

    assertThat(options.toBuilder().build()).hasToString(options.toString());
    assertThat(options.bloomBitsPerKey()).isZero();
    assertThat(RocksDbOptions.forBlocks().bloomBitsPerKey()).isEqualTo(10);
  }

  @Test
  void what_is_too_small_is_refused() {
    RocksDbOptions.Builder builder = RocksDbOptions.forBlocks().toBuilder();

    assertThatThrownBy(() -> builder.writeBufferSize(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("writeBufferSize is 1; it must be at least 65536");
    assertThatThrownBy(() -> builder.blockCacheSize(0)).hasMessageContaining("blockCacheSize");
    assertThatThrownBy(() -> builder.blockSize(0)).hasMessageContaining("blockSize");
    assertThatThrownBy(() -> builder.targetFileSize(0)).hasMessageContaining("targetFileSize");
    assertThatThrownBy(() -> builder.maxOpenFiles(0)).hasMessageContaining("maxOpenFiles");
    assertThatThrownBy(() -> builder.bloomBitsPerKey(-1)).hasMessageContaining("bloomBitsPerKey");
  }
}
