package dev.cairn.keystore;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.IoFailures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes keys that come in order into a new datastore: by bulk loads where it has them, and in
 * batches otherwise.
 */
final class SortedLoad {

  /** Keys that are loaded at once: a table file of some 10 MB. */
  private static final int PIECE = 1 << 18;

  private final MergedRuns keys;
  private final LoadCrew crew;
  private final BooleanSupplier inVain;
  private long loaded;

  /**
   * Prepares a load.
   *
   * @param keys what to write; the caller closes it
   * @param crew loads
   * @param inVain whether to stop, since nobody wants it any more
   */
  SortedLoad(MergedRuns keys, LoadCrew crew, BooleanSupplier inVain) {
    this.keys = keys;
    this.crew = crew;
    this.inVain = inVain;
  }

  /** Writes all keys and returns how many they are. Where it was in vain, some may be there. */
  long into(Batching store) {
    Optional<BulkLoad> bulk = store.capability(BulkLoad.class);
    try {
      if (bulk.isPresent()) {
        loadPieces(bulk.get());
      } else {
        writeBatches(store);
      }
    } catch (IOException e) {
      throw IoFailures.wrap("cannot read what a reset has sorted", e);
    }
    return loaded;
  }

  /** Loads pieces, each on its own, so that several can be on their way. */
  private void loadPieces(BulkLoad bulk) throws IOException {
    try {
      for (Key key = next(); key != null; key = next()) {
        List<Key> piece = new ArrayList<>(Math.min(PIECE, 1024));
        piece.add(key);
        for (; piece.size() < PIECE; piece.add(key)) {
          key = next();
          if (key == null) {
            break;
          }
        }
        crew.take(() -> load(piece, bulk));
      }
    } finally {
      crew.finish();
    }
  }

  private static void load(List<Key> keys, BulkLoad bulk) {
    try (BulkLoad.Loader loader = bulk.bulkLoad()) {
      for (Key key : keys) {
        loader.add(key, CompactLayout.EMPTY);
      }
      loader.commit();
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
