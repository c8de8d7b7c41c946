package dev.cairn.rocksdb;

/** What every engine does, with the preset for small records. */
final class SmallRecordsContractTest extends PresetContract {

  SmallRecordsContractTest() {
    super(RocksDbOptions.forSmallRecords());
  }
}
