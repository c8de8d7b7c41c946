package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.OperationList;
import dev.cairn.datastore.engine.OperationList.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a batch writes to one store, in the names of the store. */
final class BatchPart implements AutoCloseable {

  private final Mounted mounted;
  private final Batch batch;

  private BatchPart(Mounted mounted, Batch batch) {
    this.mounted = mounted;
    this.batch = batch;
  }

  /** Returns a part that nobody will ask for its {@link #operations()}. */
  static BatchPart of(Mounted mounted) {
    return new BatchPart(
        mounted,
        mounted.call("begin a batch", store -> Datastores.require(store, Batching.class).batch()));
  }

  /** Returns a part that can be asked for its {@link #operations()}. */
  static BatchPart remembering(Mounted mounted) {
    BatchPart part = of(mounted);
    return part.batch instanceof OperationList
        ? part
        : new BatchPart(mounted, new RememberingBatch(part.batch));
  }

  Mounted mounted() {
    return mounted;
  }

  void put(Key key, byte[] value) {
    try {
      batch.put(mounted.mount().inner(key), value);
    } catch (DatastoreException e) {
      throw mounted.failure("put into a batch " + key, e);
    }
  }

  void delete(Key key) {
    try {
      batch.delete(mounted.mount().inner(key));
    } catch (DatastoreException e) {
      throw mounted.failure("delete in a batch " + key, e);
    }
  }

  boolean atomic() {
    return batch.atomic();
  }

  int size() {
    return batch.size();
  }

  /** Returns the writes in their order, of a part that remembers them. */
  Iterable<Operation> operations() {
    if (batch instanceof OperationList list) {
      return list.operations();
    }
    if (batch instanceof RememberingBatch remembering) {
      return remembering.operations;
    }
    throw new IllegalStateException("the batch at " + mounted.prefix() + " forgets its writes");
  }

  /** Returns the keys that are written, in the names of the mounts. */
  Set<Key> keys() {
    Set<Key> keys = new HashSet<>();
    operations().forEach(operation -> keys.add(mounted.mount().outer(operation.key())));
    return keys;
  }

  /** Returns whether one of these keys, in the names of the mounts, is written. */
  boolean meets(Set<Key> keys) {
    for (Operation operation : operations()) {
      if (keys.contains(mounted.mount().outer(operation.key()))) {
        return true;
      }
    }
    return false;
  }

  void commit(Durability durability) {
    batch.commit(durability);
  }

  @Override
  public void close() {
    batch.close();
  }

  /** A batch of a kind that does not tell its writes, and a copy of them. */
  private static final class RememberingBatch implements Batch {

    private final Batch below;
    private final List<Operation> operations = new ArrayList<>();

    RememberingBatch(Batch below) {
      this.below = below;
    }

    @Override
    public void put(Key key, byte[] value) {
      below.put(key, value);
      operations.add(new Operation(key, value.clone()));
    }

    @Override
    public void delete(Key key) {
      below.delete(key);
      operations.add(new Operation(key, null));
    }

    @Override
    public int size() {
      return below.size();
    }

    @Override
    public boolean atomic() {
      return below.atomic();
    }

    @Override
    public void commit(Durability durability) {
      below.commit(durability);
    }

    @Override
    public void close() {
      below.close();
      operations.clear();
    }
  }
}
