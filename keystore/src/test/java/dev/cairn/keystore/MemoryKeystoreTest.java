package dev.cairn.keystore;

import dev.cairn.datastore.memory.MemoryDatastore;
import java.nio.file.Path;

class MemoryKeystoreTest extends KeystoreContract {

  @Override
  protected Keystore open(Path directory) {
    return DatastoreKeystore.open(new MemoryDatastore());
  }
}
