package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys that come in order into a new datastore: by a bulk load where it has one, and in
 * batches otherwise.
 */
final class SortedLoad {

  private final MergedRuns keys;
  private final BooleanSupplier inVain;
  private long loaded;

  /**
   * Prepares a load.
   *
   * @param keys what to write; the caller closes it
   * @param inVain whether to stop, since nobody wants it any more
   */
  SortedLoad(MergedRuns keys, BooleanSupplier inVain) {
    this.keys = keys;
    this.inVain = inVain;
  }

  /** Writes all keys and returns how many they are. Where it was in vain, some may be there. */
  long into(Batching store) {
    Optional<BulkLoad> bulk = store.capability(BulkLoad.class);
    try {
      if (bulk.isPresent()) {
        loadAtOnce(bulk.get());
      } else {
        writeBatches(store);
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read what a reset has sorted", e);
    }
    return loaded;
  }

  private void loadAtOnce(BulkLoad bulk) throws IOException {
    try (BulkLoad.Loader loader = bulk.bulkLoad()) {
      for (Key key = next(); key != null; key = next()) {
        loader.add(key, CompactLayout.EMPTY);
      }
      if (loaded > 0 && !inVain.getAsBoolean()) {
        loader.commit();
      }
    }
  }

  private void writeBatches(Batching store) throws IOException {
    Key key = next();
    while (key != null) {
      try (Batch batch = store.batch()) {
        for (; key != null && batch.size() < Chunks.SIZE; key = next()) {
          batch.put(key, CompactLayout.EMPTY);
        }
        batch.commit();
      }
    }
  }

  private @Nullable Key next() throws IOException {
    if (loaded % Chunks.SIZE == 0 && inVain.getAsBoolean()) {
      return null;
    }
    byte[] key = keys.next();
    if (key == null) {
      return null;
    }
    loaded++;
    return Key.ofStoredWithoutCopy(key);
  }
}
