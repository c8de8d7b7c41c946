package dev.cairn.datastore.engine;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.OperationList.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/**
 * A datastore that an embedded engine keeps in a directory. What all engines have in common is
 * here: no call can meet a closed engine, failures become our exceptions, a store that is open for
 * reading refuses writes, and queries are answered from scans.
 */
public abstract class EngineDatastore implements Batching, DiskUsage {

  private final StoreDirectory directory;
  private final StorageEngine engine;
  private final Lifecycle lifecycle;
  private final EngineReads reads;
  private final WriteGate gate = new WriteGate();
  private final EngineAbilities abilities;

  /**
   * Creates the datastore of an open engine.
   *
   * @param directory where it is; closed with this store
   * @param engine the engine; closed with this store
   */
  protected EngineDatastore(StoreDirectory directory, StorageEngine engine) {
    this.directory = directory;
    this.engine = engine;
    this.lifecycle = new Lifecycle(directory.toString());
    this.reads = new EngineReads(directory.toString(), lifecycle, engine, engine::diagnose);
    this.abilities = new EngineAbilities(directory, lifecycle, reads, engine, gate);
  }

  @Override
  public final Optional<byte[]> get(Key key) {
    return reads.get(key);
  }

  @Override
  public final Map<Key, byte[]> getAll(Collection<Key> keys) {
    return reads.getAll(keys);
  }

  @Override
  public final boolean has(Key key) {
    return reads.has(key);
  }

  @Override
  public final OptionalLong size(Key key) {
    return reads.size(key);
  }

  @Override
  public final void put(Key key, byte[] value) {
    byte[] name = key.bytesWithoutCopy();
    Objects.requireNonNull(value, "value");
    lifecycle.enter();
    long stamp = gate.enter();
    try {
      checkWritable();
      gate.recent().note(key);
      engine.put(name, value);
    } catch (Exception e) {
      throw reads.failure("put " + key, e);
    } finally {
      gate.exit(stamp);
      lifecycle.exit();
    }
  }

  @Override
  public final void delete(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    long stamp = gate.enter();
    try {
      checkWritable();
      gate.recent().note(key);
      engine.delete(name);
    } catch (Exception e) {
      throw reads.failure("delete " + key, e);
    } finally {
      gate.exit(stamp);
      lifecycle.exit();
    }
  }

  @Override
  public final Results query(Query query) {
    return reads.query(query);
  }

  /** {@inheritDoc} The log of an engine holds all keys, so the whole store is made durable. */
  @Override
  public final void sync(Key prefix) {
    reads.guarded(
        "sync",
        () -> {
          if (!directory.isReadOnly()) {
            engine.sync();
          }
          return prefix;
        });
  }

  /**
   * {@inheritDoc}
   *
   * @throws ReadOnlyDatastoreException if the store is open for reading alone
   */
  @Override
  public final Batch batch() {
    lifecycle.enter();
    try {
      checkWritable();
      return new OperationList(lifecycle, /* atomic= */ true, this::write);
    } finally {
      lifecycle.exit();
    }
  }

  private void write(Iterable<Operation> operations, Durability durability) {
    lifecycle.enter();
    long stamp = gate.enter();
    try {
      for (Operation operation : operations) {
        gate.recent().note(operation.key());
      }
      engine.write(operations, durability);
    } catch (Exception e) {
      throw reads.failure("commit a batch", e);
    } finally {
      gate.exit(stamp);
      lifecycle.exit();
    }
  }

  @Override
  public final long diskUsage() {
    return reads.guarded("measure", () -> DurableFiles.sizeOfTree(directory.path()));
  }

  /**
   * {@inheritDoc} A store has {@link dev.cairn.datastore.ConditionalWrites}, {@link
   * dev.cairn.datastore.Transactions} where its engine knows snapshots, and whatever else its
   * engine can; one that is open for reading alone has nothing that writes.
   */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    if (ability == Batching.class && directory.isReadOnly()) {
      return Optional.empty();
    }
    Optional<T> found = abilities.find(ability);
    return found.isPresent() ? found : Batching.super.capability(ability);
  }

  /**
   * {@return what a call on the open engine returns} For what an engine can do and others cannot:
   * the engine stays open until it is done, and failures become our exceptions.
   *
   * @param <T> what is returned
   * @param attempt what is attempted, for messages, such as {@code measure /range}
   * @param task the call
   */
  protected final <T> T onEngine(String attempt, Callable<T> task) {
    return reads.guarded(attempt, task);
  }

  @Override
  public final void close() {
    lifecycle.close(() -> Closing.all(List.<AutoCloseable>of(this::closeEngine, directory)));
  }

  private void closeEngine() {
    try {
      engine.close();
    } catch (DatastoreException e) {
      throw e;
    } catch (Exception e) {
      throw engine.diagnose(e).exception("cannot close " + directory, e);
    }
  }

  /** {@return the store in words, such as {@code the LevelDB store at /data}} */
  @Override
  public final String toString() {
    return directory.toString();
  }

  private void checkWritable() {
    if (directory.isReadOnly()) {
      throw new ReadOnlyDatastoreException(
          directory + " is open for reading only; open it for writing to change it");
    }
  }
}
