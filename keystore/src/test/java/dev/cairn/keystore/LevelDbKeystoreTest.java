package dev.cairn.keystore;

import java.nio.file.Path;

class LevelDbKeystoreTest extends KeystoreContract {

  @Override
  protected Keystore open(Path directory) {
    return ResettableKeystore.open(directory, Engine.LEVELDB::open);
  }
}
