package dev.cairn.testkit.memory;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.memory.MemoryDatastore;
import dev.cairn.testkit.QueryContract;
import java.nio.file.Path;
import java.util.Map;

/** A snapshot answers every query as its store did, whatever has been written since. */
class MemorySnapshotContractTest extends QueryContract {

  @Override
  protected Datastore open(Path directory) {
    return new MemoryDatastore();
  }

  @Override
  protected Datastore openWith(Path directory, Map<Key, byte[]> contents) {
    MemoryDatastore store = new MemoryDatastore();
    contents.forEach(store::put);
    Datastore snapshot = store.snapshot();
    contents.keySet().forEach(store::delete);
    store.put(Key.of("/written/later"), new byte[1]);
    return snapshot;
  }
}
