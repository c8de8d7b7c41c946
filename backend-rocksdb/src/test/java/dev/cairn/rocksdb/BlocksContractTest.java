package dev.cairn.rocksdb;

/** What every engine does, with the preset for blocks. */
final class BlocksContractTest extends PresetContract {

  BlocksContractTest() {
    super(RocksDbOptions.forBlocks());
  }
}
