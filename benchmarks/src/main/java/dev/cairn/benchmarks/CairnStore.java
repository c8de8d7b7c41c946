package dev.cairn.benchmarks;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.rocksdb.RocksDbStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** A datastore of ours. */
record CairnStore(Batching store) implements KeyValues {

  @Override
  public void put(Key key, byte[] value) {
    store.put(key, value);
  }

  @Override
  public void putAll(List<Key> keys, byte[][] values) {
    try (Batch batch = store.batch()) {
      for (int i = 0; i < keys.size(); i++) {
        batch.put(keys.get(i), values[i % values.length]);
      }
      batch.commit();
    }
  }

  @Override
  public byte @Nullable [] get(Key key) {
    return store.get(key).orElse(null);
  }

  @Override
  public int getAll(List<Key> keys) {
    return store.getAll(keys).size();
  }

  @Override
  public boolean has(Key key) {
    return store.has(key);
  }

  @Override
  public long scan(Key prefix) {
    long bytes = 0;
    try (Results results = store.query(Query.below(prefix))) {
      while (results.hasNext()) {
        bytes += results.next().value().length;
      }
    }
    return bytes;
  }

  @Override
  public void sync() {
    store.sync(Key.ROOT);
  }

  @Override
  public void settle() throws RocksDBException {
    if (store instanceof RocksDbStore rocks) {
      BackgroundWork.awaitEnd(name -> rocks.property(name).orElse(null));
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
