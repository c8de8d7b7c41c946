package dev.cairn.datastore.engine;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.StorageEngine.RangeDeleting;
import dev.cairn.datastore.engine.StorageEngine.Snapshotting;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

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
    try {
      checkWritable();
      engine.put(name, value);
    } catch (Exception e) {
      throw reads.failure("put " + key, e);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public final void delete(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    try {
      checkWritable();
      engine.delete(name);
    } catch (Exception e) {
      throw reads.failure("delete " + key, e);
    } finally {
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
    lifecycle.enter();
    try {
      if (!directory.isReadOnly()) {
        engine.sync();
      }
    } catch (Exception e) {
      throw reads.failure("sync", e);
    } finally {
      lifecycle.exit();
    }
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
    try {
      engine.write(operations, durability);
    } catch (Exception e) {
      throw reads.failure("commit a batch", e);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public final long diskUsage() {
    lifecycle.enter();
    try {
      return DurableFiles.sizeOfTree(directory.path());
    } catch (IOException e) {
      throw reads.failure("measure", e);
    } finally {
      lifecycle.exit();
    }
  }

  private Datastore snapshot(Snapshotting able) {
    lifecycle.enter();
    try {
      return new EngineSnapshot(directory.toString(), lifecycle, able.snapshot(), able::diagnose);
    } catch (Exception e) {
      throw reads.failure("take a snapshot", e);
    } finally {
      lifecycle.exit();
    }
  }

  private void deleteRange(RangeDeleting able, KeyRange range) {
    lifecycle.enter();
    try {
      checkWritable();
      if (!range.isEmpty()) {
        able.deleteRange(range);
      }
    } catch (Exception e) {
      throw reads.failure("delete " + range, e);
    } finally {
      lifecycle.exit();
    }
  }

  /**
   * {@inheritDoc} There are {@link Snapshots} and {@link RangeDelete} where the engine can; a store
   * that is open for reading alone offers nothing that writes.
   */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    boolean writes = ability == Batching.class || ability == RangeDelete.class;
    if (writes && directory.isReadOnly()) {
      return Optional.empty();
    }
    if (ability == Snapshots.class && engine instanceof Snapshotting able) {
      Snapshots snapshots = () -> snapshot(able);
      return Optional.of(ability.cast(snapshots));
    }
    if (ability == RangeDelete.class && engine instanceof RangeDeleting able) {
      RangeDelete deletion = range -> deleteRange(able, range);
      return Optional.of(ability.cast(deletion));
    }
    return Batching.super.capability(ability);
  }

  @Override
  public final void close() {
    lifecycle.close(() -> Closing.all(List.<AutoCloseable>of(engine::close, directory)));
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
