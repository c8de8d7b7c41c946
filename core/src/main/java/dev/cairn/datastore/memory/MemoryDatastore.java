package dev.cairn.datastore.memory;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.GuardedScan;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.OperationList;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A datastore in memory: for tests, for caches, and for what need not outlive the process.
 *
 * <p>Readers never wait. A query sees the store as it was when it was asked. A batch is atomic: no
 * reader sees half of it.
 */
public final class MemoryDatastore implements Batching {

  private final Lifecycle lifecycle = new Lifecycle("the datastore in memory");
  private final ReentrantLock writing = new ReentrantLock();
  private volatile @Nullable Node root;

  /** Creates an empty store. */
  public MemoryDatastore() {}

  @Override
  public Optional<byte[]> get(Key key) {
    byte[] value = find(key);
    return value == null ? Optional.empty() : Optional.of(value.clone());
  }

  @Override
  public boolean has(Key key) {
    return find(key) != null;
  }

  @Override
  public OptionalLong size(Key key) {
    byte[] value = find(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value.length);
  }

  /** Needs no guard: there is nothing that closing frees under a reader. */
  private byte @Nullable [] find(Key key) {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    return PersistentTree.get(root, key);
  }

  @Override
  public void put(Key key, byte[] value) {
    byte[] copy = value.clone();
    write(tree -> PersistentTree.put(tree, key, copy));
  }

  @Override
  public void delete(Key key) {
    write(tree -> PersistentTree.remove(tree, key));
  }

  private void write(Change change) {
    lifecycle.enter();
    writing.lock();
    try {
      root = change.apply(root);
    } finally {
      writing.unlock();
      lifecycle.exit();
    }
  }

  @Override
  public Results query(Query query) {
    return QueryEngine.run(query, (range, direction, projection) -> scan(range, direction));
  }

  private GuardedScan scan(KeyRange range, Direction direction) {
    lifecycle.enter();
    try {
      return new Scan(lifecycle, PersistentTree.iterate(root, range, direction));
    } finally {
      lifecycle.exit();
    }
  }

  /** Does nothing: what lies in memory alone is lost with the process. */
  @Override
  public void sync(Key prefix) {
    lifecycle.enter();
    lifecycle.exit();
  }

  @Override
  public Batch batch() {
    return new OperationList(lifecycle, /* atomic= */ true, this::apply);
  }

  private void apply(Iterable<OperationList.Operation> operations, Durability durability) {
    write(
        tree -> {
          Node changed = tree;
          for (OperationList.Operation operation : operations) {
            byte[] value = operation.value();
            changed =
                value == null
                    ? PersistentTree.remove(changed, operation.key())
                    : PersistentTree.put(changed, operation.key(), value);
          }
          return changed;
        });
  }

  @Override
  public void close() {
    lifecycle.close(() -> root = null);
  }

  @Override
  public String toString() {
    return "memory";
  }

  /** Makes a new tree of an old one. */
  @FunctionalInterface
  private interface Change {
    @Nullable Node apply(@Nullable Node tree);
  }

  private static final class Scan extends GuardedScan {
    private final Iterator<Node> nodes;

    Scan(Lifecycle lifecycle, Iterator<Node> nodes) {
      super(lifecycle);
      this.nodes = nodes;
    }

    @Override
    protected @Nullable Entry advance() {
      if (!nodes.hasNext()) {
        return null;
      }
      Node node = nodes.next();
      return Entry.of(node.key, node.value.clone());
    }

    @Override
    protected void release() {}
  }
}
