package dev.cairn.datastore.engine;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A datastore that an embedded engine keeps in a directory. What all engines have in common is
 * here: no call can meet a closed engine, failures become our exceptions, a store that is open for
 * reading refuses writes, and queries are answered from scans.
 */
public abstract class EngineDatastore implements Batching, DiskUsage {

  /** As many keys are fetched in one call, so that closing never waits long. */
  private static final int KEYS_AT_ONCE = 256;

  private final StoreDirectory directory;
  private final StorageEngine engine;
  private final Lifecycle lifecycle;

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
  }

  @Override
  public final Optional<byte[]> get(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    try {
      return Optional.ofNullable(engine.get(name));
    } catch (Exception e) {
      throw failure("get " + key, e);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public final Map<Key, byte[]> getAll(Collection<Key> keys) {
    List<Key> wanted = List.copyOf(keys);
    Map<Key, byte[]> found = new LinkedHashMap<>();
    for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
      List<Key> some = wanted.subList(from, Math.min(from + KEYS_AT_ONCE, wanted.size()));
      List<byte @Nullable []> values = getSome(some);
      for (int i = 0; i < some.size(); i++) {
        byte[] value = values.get(i);
        if (value != null) {
          found.put(some.get(i), value);
        }
      }
    }
    return found;
  }

  private List<byte @Nullable []> getSome(List<Key> keys) {
    List<byte[]> names = new ArrayList<>(keys.size());
    keys.forEach(key -> names.add(key.bytesWithoutCopy()));
    lifecycle.enter();
    try {
      return engine.getAll(names);
    } catch (Exception e) {
      throw failure("get " + keys.size() + " keys", e);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public final boolean has(Key key) {
    return sizeOf(key) != StorageEngine.ABSENT;
  }

  @Override
  public final OptionalLong size(Key key) {
    long size = sizeOf(key);
    return size == StorageEngine.ABSENT ? OptionalLong.empty() : OptionalLong.of(size);
  }

  private long sizeOf(Key key) {
    byte[] name = key.bytesWithoutCopy();
    lifecycle.enter();
    try {
      return engine.size(name);
    } catch (Exception e) {
      throw failure("look up " + key, e);
    } finally {
      lifecycle.exit();
    }
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
      throw failure("put " + key, e);
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
      throw failure("delete " + key, e);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public final Results query(Query query) {
    return QueryEngine.run(query, this::scan);
  }

  private GuardedScan scan(KeyRange range, Direction direction, Projection projection) {
    lifecycle.enter();
    try {
      Cursor cursor = range.isEmpty() ? NO_ENTRIES : engine.scan(range, direction, projection);
      return new Scan(this, range, cursor);
    } catch (Exception e) {
      throw failure("list " + range, e);
    } finally {
      lifecycle.exit();
    }
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
      throw failure("sync", e);
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
      throw failure("commit a batch", e);
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
      throw failure("measure", e);
    } finally {
      lifecycle.exit();
    }
  }

  /** {@inheritDoc} A store that is open for reading alone offers no batches. */
  @Override
  public <T> Optional<T> capability(Class<T> ability) {
    if (directory.isReadOnly() && ability == Batching.class) {
      return Optional.empty();
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

  private DatastoreException failure(String attempt, Exception e) {
    if (e instanceof DatastoreException ours) {
      return ours;
    }
    return engine.diagnose(e).exception("cannot %s in %s".formatted(attempt, directory), e);
  }

  private static final Cursor NO_ENTRIES =
      new Cursor() {
        @Override
        public @Nullable Entry advance() {
          return null;
        }

        @Override
        public void close() {}
      };

  /** A cursor behind the guard. */
  private static final class Scan extends GuardedScan {
    private final EngineDatastore store;
    private final KeyRange range;
    private final Cursor cursor;

    Scan(EngineDatastore store, KeyRange range, Cursor cursor) {
      super(store.lifecycle);
      this.store = store;
      this.range = range;
      this.cursor = cursor;
    }

    @Override
    protected @Nullable Entry advance() {
      try {
        return cursor.advance();
      } catch (Exception e) {
        throw store.failure("list " + range, e);
      }
    }

    @Override
    protected void release() {
      cursor.close();
    }
  }
}
