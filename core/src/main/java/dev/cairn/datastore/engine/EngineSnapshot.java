package dev.cairn.datastore.engine;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** An engine's store at one moment. */
final class EngineSnapshot extends SnapshotDatastore {

  private final EngineReader engine;
  private final EngineReads reads;

  /**
   * Creates a snapshot that closes with its store.
   *
   * @param of the store in words
   * @param store the store's lifecycle, between whose enter and exit this is called
   * @param engine the engine at that moment, which the snapshot owns
   * @param diagnosis what a failure of the engine means
   */
  EngineSnapshot(
      String of, Lifecycle store, EngineReader engine, Function<Exception, EngineFault> diagnosis) {
    super(of, store);
    this.engine = engine;
    this.reads = new EngineReads(toString(), lifecycle(), engine, diagnosis);
  }

  @Override
  public Optional<byte[]> get(Key key) {
    return reads.get(key);
  }

  @Override
  public Map<Key, byte[]> getAll(Collection<Key> keys) {
    return reads.getAll(keys);
  }

  @Override
  public boolean has(Key key) {
    return reads.has(key);
  }

  @Override
  public OptionalLong size(Key key) {
    return reads.size(key);
  }

  @Override
  public Results query(Query query) {
    return reads.query(query);
  }

  @Override
  protected void release() {
    try {
      engine.close();
    } catch (Exception e) {
      throw reads.failure("close what the engine held", e);
    }
  }
}
