package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;

/** A snapshot that keeps the generation it shows. */
record GenerationView(SnapshotView snapshot, GenerationUse use) implements KeystoreView {

  /**
   * Returns the view of a generation as it is now; takes over one use of it. Called during a call
   * on the keystore.
   */
  static GenerationView of(Generation generation, Lifecycle lifecycle) {
    try {
      SnapshotView snapshot = generation.keystore().snapshot();
      return new GenerationView(snapshot, new GenerationUse(snapshot, generation, lifecycle));
    } catch (RuntimeException | Error e) {
      generation.release();
      throw e;
    }
  }

  /** Returns the keys of all entries in their order. */
  Results keys() {
    return snapshot.keys();
  }

  @Override
  public CloseableIterator<Multihash> get(KeyspacePrefix prefix) {
    return snapshot.get(prefix);
  }

  @Override
  public boolean contains(Multihash multihash) {
    return snapshot.contains(multihash);
  }

  @Override
  public long countUpTo(KeyspacePrefix prefix, long limit) {
    return snapshot.countUpTo(prefix, limit);
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size) {
    return snapshot.page(prefix, size);
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size, Cursor cursor) {
    return snapshot.page(prefix, size, cursor);
  }

  @Override
  public long size() {
    return snapshot.size();
  }

  @Override
  public void close() {
    use.close();
  }

  @Override
  public String toString() {
    return snapshot.toString();
  }
}
