package dev.cairn.keystore;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import java.nio.file.Path;

class SharedMemoryKeystoreTest extends KeystoreContract {

  @Override
  protected Keystore open(Path directory) {
    return ResettableKeystore.openBelow(
        new MemoryDatastore(), Key.of("/keystore"), KeystoreOptions.defaults());
  }
}
