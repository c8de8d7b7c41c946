package dev.cairn.keystore;

import dev.cairn.datastore.memory.MemoryDatastore;
import java.nio.file.Path;

class KuboLayoutKeystoreTest extends KeystoreContract {

  private final MemoryDatastore shared = new MemoryDatastore();

  @Override
  protected Keystore open(Path directory) {
    return KuboKeystore.open(directory, Engine.LEVELDB::open, shared, KeystoreOptions.defaults());
  }
}
