package dev.cairn.datastore.memory;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.BulkLoad;
import dev.cairn.datastore.ConditionalWrites;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.RangeDelete;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Snapshots;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.Transactions;
import dev.cairn.datastore.View;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.OperationList;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A datastore in memory: for tests, for caches, and for what need not outlive the process.
 *
 * <p>It holds an immutable tree, and a write puts another in its place. So readers never wait, a
 * query sees the store as it was when it was asked, a batch is atomic, and a snapshot costs nothing
 * but what it keeps from being forgotten. Writers wait for each other; a transaction holds up
 * nobody before its commit, which compares what it has read with what is there.
 */
public final class MemoryDatastore
    implements Batching, Snapshots, Transactions, ConditionalWrites, RangeDelete, BulkLoad, View {

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

  @Override
  public <R> Optional<R> view(Key key, Function<ByteBuffer, R> reader) {
    return Optional.ofNullable(find(key))
        .map(value -> reader.apply(ByteBuffer.wrap(value).asReadOnlyBuffer()));
  }

  /**
   * Needs no guard: there is nothing that closing frees under a reader. Whether the store is open
   * is asked last, lest a tree that closing has let go of pass for an empty one.
   */
  private byte @Nullable [] find(Key key) {
    byte[] value = PersistentTree.get(root, key);
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    return value;
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

  @Override
  public boolean putIfAbsent(Key key, byte[] value) {
    byte[] copy = value.clone();
    return write(
        tree -> PersistentTree.get(tree, key) == null ? PersistentTree.put(tree, key, copy) : tree);
  }

  @Override
  public boolean replace(Key key, byte[] expected, byte[] value) {
    byte[] copy = value.clone();
    return write(
        tree -> {
          byte[] held = PersistentTree.get(tree, key);
          boolean asExpected = held != null && Arrays.equals(held, expected);
          return asExpected ? PersistentTree.put(tree, key, copy) : tree;
        });
  }

  @Override
  public void deleteRange(KeyRange range) {
    write(tree -> PersistentTree.removeAll(tree, range));
  }

  /** {@return whether the change made another tree} Where it throws, the tree stays. */
  private boolean write(Change change) {
    lifecycle.enter();
    writing.lock();
    try {
      Node before = root;
      root = change.apply(before);
      return root != before;
    } finally {
      writing.unlock();
      lifecycle.exit();
    }
  }

  @Override
  public Results query(Query query) {
    return QueryEngine.run(
        query, (range, direction, needed) -> TreeScan.of(lifecycle, root, range, direction));
  }

  @Override
  public Datastore snapshot() {
    lifecycle.enter();
    try {
      return new MemorySnapshot(lifecycle, root);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  public Transaction begin() {
    lifecycle.enter();
    try {
      return new MemoryTransaction(lifecycle, root, this::write);
    } finally {
      lifecycle.exit();
    }
  }

  /** {@inheritDoc} As all else here, what is loaded is lost with the process. */
  @Override
  public Loader bulkLoad() {
    return new MemoryLoader(lifecycle, this::write);
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
  interface Change {
    @Nullable Node apply(@Nullable Node tree);
  }
}
