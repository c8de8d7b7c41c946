package dev.cairn.keystore;

import java.nio.file.Path;

class ResettableMemoryKeystoreTest extends KeystoreContract {

  @Override
  protected Keystore open(Path directory) {
    return ResettableKeystore.inMemory();
  }
}
