package dev.cairn.keystore;

import java.nio.file.Path;

class RocksDbKeystoreTest extends KeystoreContract {

  @Override
  protected Keystore open(Path directory) {
    return ResettableKeystore.open(directory, Engine.ROCKSDB::open);
  }
}
