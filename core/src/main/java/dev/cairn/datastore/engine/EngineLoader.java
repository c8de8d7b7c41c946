package dev.cairn.datastore.engine;

import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.StorageEngine.BulkLoading.Load;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bulk load of an engine, behind the guard of its store. */
final class EngineLoader extends GuardedHandle implements Loader {

  private final SingleUse use;
  private final EngineReads reads;
  private final WriteGate gate;
  private final Load load;
  private final AscendingKeys keys = new AscendingKeys();
  private @Nullable Key first;

  /**
   * Creates a load that closes with its store.
   *
   * @param lifecycle of the store, between whose enter and exit this is called
   * @param reads the reads of the store, which know what its failures mean
   * @param gate of the store
   * @param load the engine's own, which this owns
   */
  EngineLoader(Lifecycle lifecycle, EngineReads reads, WriteGate gate, Load load) {
    super(lifecycle);
    this.use = new SingleUse("a bulk load", lifecycle);
    this.reads = reads;
    this.gate = gate;
    this.load = load;
  }

  @Override
  public void add(Key key, byte[] value) {
    Objects.requireNonNull(value, "value");
    guarded(
        "load " + key,
        () -> {
          load.add(key.bytesWithoutCopy(), value);
          first = first == null ? key : first;
        },
        () -> keys.add(key));
  }

  @Override
  public void commit() {
    guarded("commit a bulk load", this::commitLoad, use::end);
    close();
  }

  private void commitLoad() throws Exception {
    Key from = first;
    Key through = keys.last();
    if (from == null || through == null) {
      return;
    }
    long stamp = gate.enter();
    try {
      gate.recent().note(KeyRange.ALL.from(from).through(through));
      load.commit();
    } finally {
      gate.exit(stamp);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Runs a step of the engine after one of ours, if this is still of use. */
  private void guarded(String attempt, Step step, Runnable before) {
    lifecycle().enter();
    lock().lock();
    try {
      use.check();
      before.run();
      run(attempt, step);
    } finally {
      lock().unlock();
      lifecycle().exit();
    }
  }

  private void run(String attempt, Step step) {
    try {
      step.run();
    } catch (Exception e) {
      throw reads.failure(attempt, e);
    }
  }

  @Override
  protected void release() {
    use.end();
    try {
      load.close();
    } catch (Exception e) {
      throw reads.failure("close a bulk load", e);
    }
  }
}
