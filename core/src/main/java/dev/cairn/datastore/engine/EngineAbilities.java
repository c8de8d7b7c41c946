package dev.cairn.datastore.engine;

import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.Check;
import dev.cairn.datastore.Checkpoint;
import dev.cairn.datastore.Compaction;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.engine.StorageEngine.BulkLoading;
import dev.cairn.datastore.engine.StorageEngine.Checking;
import dev.cairn.datastore.engine.StorageEngine.Checkpointing;
import dev.cairn.datastore.engine.StorageEngine.Compacting;
import dev.cairn.datastore.engine.StorageEngine.RangeDeleting;
import dev.cairn.datastore.engine.StorageEngine.Snapshotting;
import dev.cairn.datastore.engine.StorageEngine.Viewing;
import dev.cairn.datastore.engine.StorageEngine.Viewing.Shown;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a store can do besides reading and writing: whatever its engine can, behind the same guard.
 *
 * <p>It is long since it is a list: one part for each ability.
 */
final class EngineAbilities {

  private final StoreDirectory directory;
  private final Lifecycle lifecycle;
  private final EngineReads reads;
  private final StorageEngine engine;
  private final WriteGate gate;
  private final ReentrantLock checkpoints = new ReentrantLock();
  private final Map<Class<?>, Object> abilities = new HashMap<>();

  /**
   * Finds out what an engine can do.
   *
   * @param directory where the store is; where it is read-only, nothing that writes is offered
   * @param lifecycle of the store
   * @param reads of the store
   * @param engine the engine
   * @param gate through which all writes of the store go
   */
  EngineAbilities(
      StoreDirectory directory,
      Lifecycle lifecycle,
      EngineReads reads,
      StorageEngine engine,
      WriteGate gate) {
    this.directory = directory;
    this.lifecycle = lifecycle;
    this.reads = reads;
    this.engine = engine;
    this.gate = gate;
    offerReading();
    if (!directory.isReadOnly()) {
      offerWriting();
    }
  }

  private void offerReading() {
    if (engine instanceof Snapshotting able) {
      offer(Snapshots.class, () -> snapshot(able));
    }
    if (engine instanceof Viewing able) {
      offer(View.class, new Viewer(able));
    }
    if (engine instanceof Checkpointing able) {
      offer(Checkpoint.class, target -> checkpoint(able, target));
    }
    if (engine instanceof Checking able) {
      offer(Check.class, () -> reads.guarded("look for damage", able::check));
    }
  }

  private void offerWriting() {
    offer(ConditionalWrites.class, new Conditional());
    if (engine instanceof Snapshotting able) {
      offer(Transactions.class, () -> begin(able));
    }
    if (engine instanceof RangeDeleting able) {
      offer(RangeDelete.class, range -> deleteRange(able, range));
    }
    if (engine instanceof Compacting able) {
      offer(Compaction.class, range -> compact(able, range));
    }
    if (engine instanceof BulkLoading able) {
      offer(BulkLoad.class, () -> bulkLoad(able));
    }
  }

  private <T> void offer(Class<T> ability, T offered) {
    abilities.put(ability, offered);
  }

  /** {@return an ability, if the store has it} */
  <T> Optional<T> find(Class<T> ability) {
    return Optional.ofNullable(abilities.get(ability)).map(ability::cast);
  }

  private Datastore snapshot(Snapshotting able) {
    return reads.guarded(
        "take a snapshot",
        () -> new EngineSnapshot(directory.toString(), lifecycle, able.snapshot(), able::diagnose));
  }

  private Transaction begin(Snapshotting able) {
    return reads.guarded(
        "begin a transaction",
        () -> {
          EngineMoment moment = EngineMoment.now(gate, able);
          EngineReads then =
              new EngineReads(
                  "a transaction on " + directory, lifecycle, moment.snapshot(), able::diagnose);
          return new EngineTransaction(lifecycle, then, moment, gate, able);
        });
  }

  private void deleteRange(RangeDeleting able, KeyRange range) {
    reads.guarded(
        "delete " + range,
        () -> {
          if (!range.isEmpty()) {
            long stamp = gate.enter();
            try {
              gate.recent().note(range);
              able.deleteRange(range);
            } finally {
              gate.exit(stamp);
            }
          }
          return range;
        });
  }

  private void compact(Compacting able, KeyRange range) {
    reads.guarded(
        "compact " + range,
        () -> {
          if (!range.isEmpty()) {
            able.compact(range);
          }
          return range;
        });
  }

  private EngineLoader bulkLoad(BulkLoading able) {
    return reads.guarded(
        "begin a bulk load", () -> new EngineLoader(lifecycle, reads, gate, able.bulkLoad()));
  }

  private void checkpoint(Checkpointing able, Path target) {
    Path copy = target.toAbsolutePath();
    reads.guarded("make the checkpoint " + copy, () -> checkpointAlone(able, copy));
  }

  /** Makes one at a time: another of the same name would be removed as what a failure left. */
  private Path checkpointAlone(Checkpointing able, Path copy) throws Exception {
    checkpoints.lock();
    try {
      if (Files.exists(copy)) {
        throw new DatastoreException(
            "cannot make the checkpoint %s of %s: it exists; give it another name"
                .formatted(copy, directory));
      }
      StoreDirectory.create(Objects.requireNonNull(copy.getParent(), "a root exists"));
      try {
        able.checkpoint(copy);
        DurableFiles.syncDirectory(copy.getParent());
      } catch (Exception e) {
        remove(copy, e);
        throw e;
      }
      return copy;
    } finally {
      checkpoints.unlock();
    }
  }

  private static void remove(Path copy, Exception failure) {
    try {
      DurableFiles.deleteTree(copy);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Shows values where the engine has them. */
  private final class Viewer implements View {
    private final Viewing able;

    Viewer(Viewing able) {
      this.able = able;
    }

    @Override
    public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
      byte[] name = key.bytesWithoutCopy();
      lifecycle.enter();
      try (Shown shown = show(key, name)) {
        return shown == null
            ? Optional.empty()
            : Optional.ofNullable(reader.apply(shown.buffer().asReadOnlyBuffer()));
      } finally {
        lifecycle.exit();
      }
    }

    private @Nullable Shown show(Key key, byte[] name) {
      try {
        return able.show(name);
      } catch (Exception e) {
        throw reads.failure("get " + key, e);
      }
    }
  }

  /** Looks and writes while nobody else writes. */
  private final class Conditional implements ConditionalWrites {

    @Override
    public boolean putIfAbsent(Key key, byte[] value) {
      return putIf(key, value, name -> engine.size(name) == EngineReader.ABSENT);
    }

    @Override
    public boolean replace(Key key, byte[] expected, byte[] value) {
      Objects.requireNonNull(expected, "expected");
      return putIf(
          key,
          value,
          name -> {
            byte[] held = engine.get(name);
            return held != null && Arrays.equals(held, expected);
          });
    }

    private boolean putIf(Key key, byte[] value, Condition condition) {
      byte[] name = key.bytesWithoutCopy();
      Objects.requireNonNull(value, "value");
      return reads.guarded(
          "put " + key,
          () -> {
            long stamp = gate.enterAlone();
            try {
              if (!condition.holds(name)) {
                return false;
              }
              gate.recent().note(key);
              engine.put(name, value);
              return true;
            } finally {
              gate.exit(stamp);
            }
          });
    }
  }

  /** What has to hold of a key for a write to be made. */
  private interface Condition {
    boolean holds(byte[] key) throws Exception;
  }
}
