package dev.cairn.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Durability;
import dev.cairn.rocksdb.RocksDbOptions.Compression;
import dev.cairn.rocksdb.RocksDbOptions.LogLevel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RocksDbOptionsTest {

  @Test
  void the_presets_are_what_they_say() {
    assertThat(RocksDbOptions.forSmallRecords())
        .hasToString(
            "RocksDbOptions[compression=LZ4, writeBufferSize=67108864, blockCacheSize=67108864,"
                + " blockSize=4096, targetFileSize=67108864, maxOpenFiles=1000,"
                + " bloomBitsPerKey=10, durability=VISIBLE, verifiesChecksums=true,"
                + " keepsSizeIndex=false, compactsInBackground=true, backgroundJobs=2,"
                + " countsStatistics=false, logLevel=WARN, logDirectory=beside the data,"
                + " resources=its own]");
    assertThat(RocksDbOptions.forBlocks())
        .hasToString(
            "RocksDbOptions[compression=NONE, writeBufferSize=67108864, blockCacheSize=67108864,"
                + " blockSize=16384, targetFileSize=268435456, maxOpenFiles=1000,"
                + " bloomBitsPerKey=10, durability=VISIBLE, verifiesChecksums=true,"
                + " keepsSizeIndex=true, compactsInBackground=true, backgroundJobs=2,"
                + " countsStatistics=false, logLevel=WARN, logDirectory=beside the data,"
                + " resources=its own]");
    assertThat(RocksDbOptions.forBulkRebuild())
        .hasToString(
            RocksDbOptions.forSmallRecords().toBuilder()
                .targetFileSize(256 << 20)
                .backgroundJobs(4)
                .compactOnRequest()
                .build()
                .toString());
  }

  @Test
  void options_that_are_built_stay_as_they_are() {
    RocksDbOptions.Builder builder = RocksDbOptions.forBlocks().toBuilder();
    RocksDbOptions built = builder.build();

    builder.bloomBitsPerKey(0);

    assertThat(built.bloomBitsPerKey()).isEqualTo(10);
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
            .trustStorage()
            .keepNoSizeIndex()
            .compactOnRequest()
            .backgroundJobs(3)
            .countStatistics()
            .logLevel(LogLevel.INFO)
            .logDirectory(Path.of("logs"))
            .build();

    assertThat(options.toBuilder().build()).hasToString(options.toString());
    assertThat(options.bloomBitsPerKey()).isZero();
    assertThat(options.verifiesChecksums()).isFalse();
    assertThat(options.toBuilder().verifyChecksums().build().verifiesChecksums()).isTrue();
    assertThat(options.keepsSizeIndex()).isFalse();
    assertThat(options.toBuilder().keepSizeIndex().build().keepsSizeIndex()).isTrue();
    assertThat(options.compactsInBackground()).isFalse();
    assertThat(options.toBuilder().compactInBackground().build().compactsInBackground()).isTrue();
    assertThat(options.countsStatistics()).isTrue();
    assertThat(options.toBuilder().countNothing().build().countsStatistics()).isFalse();
    assertThat(options.logDirectory()).contains(Path.of("logs"));
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
    assertThatThrownBy(() -> builder.backgroundJobs(0)).hasMessageContaining("backgroundJobs");
    assertThatThrownBy(() -> builder.bloomBitsPerKey(-1)).hasMessageContaining("bloomBitsPerKey");
  }
}
