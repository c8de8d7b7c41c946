package dev.cairn.datastore.memory;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.Transaction;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.SingleUse;
import dev.cairn.datastore.memory.MemoryDatastore.Change;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on a tree: it writes into a tree of its own, which shares all else with the one
 * that it began with. At the commit the store's tree is compared with that one, in those places
 * that were read or written; no two writes use the same array, so arrays tell changes.
 */
final class MemoryTransaction implements Transaction {

  private final Lifecycle lifecycle;
  private final SingleUse use;
  private final Consumer<Change> store;
  private final @Nullable Node began;
  private @Nullable Node own;
  private final Set<Key> readKeys = new HashSet<>();
  private final List<TreeScan> scans = new ArrayList<>();
  private final Map<Key, Optional<byte[]>> writes = new LinkedHashMap<>();

  /**
   * Begins.
   *
   * @param lifecycle of the store
   * @param root the store's tree now
   * @param store applies a change to the tree that the store has then
   */
  MemoryTransaction(Lifecycle lifecycle, @Nullable Node root, Consumer<Change> store) {
    this.lifecycle = lifecycle;
    this.use = new SingleUse("a transaction", lifecycle);
    this.store = store;
    this.began = root;
    this.own = root;
  }

  @Override
  public Optional<byte[]> get(Key key) {
    use.check();
    readKeys.add(key);
    return Optional.ofNullable(PersistentTree.get(own, key)).map(byte[]::clone);
  }

  @Override
  public Results query(Query query) {
    use.check();
    return QueryEngine.run(query, (range, direction, needed) -> scan(range, direction));
  }

  private TreeScan scan(KeyRange range, Direction direction) {
    TreeScan scan = TreeScan.of(lifecycle, own, range, direction);
    scans.add(scan);
    return scan;
  }

  @Override
  public void put(Key key, byte[] value) {
    use.check();
    byte[] copy = value.clone();
    own = PersistentTree.put(own, key, copy);
    writes.put(key, Optional.of(copy));
  }

  @Override
  public void delete(Key key) {
    use.check();
    own = PersistentTree.remove(own, key);
    writes.put(key, Optional.empty());
  }

  @Override
  public void commit() {
    use.check();
    end();
    if (!writes.isEmpty()) {
      store.accept(now -> now == began ? own : written(unchanged(now)));
    }
  }

  /** {@return the store's tree, {@code now}, if all that this depends on is as it was} */
  private @Nullable Node unchanged(@Nullable Node now) {
    readKeys.forEach(key -> checkUnchanged(now, key));
    writes.keySet().forEach(key -> checkUnchanged(now, key));
    for (TreeScan scan : scans) {
      scan.stretch().soFar().ifPresent(stretch -> checkUnchanged(now, stretch));
    }
    return now;
  }

  private void checkUnchanged(@Nullable Node now, Key key) {
    if (PersistentTree.get(now, key) != PersistentTree.get(began, key)) {
      throw TransactionConflictException.changed(key.toString());
    }
  }

  private void checkUnchanged(@Nullable Node now, KeyRange stretch) {
    if (!PersistentTree.agree(now, began, stretch)) {
      throw TransactionConflictException.changed("a key in " + stretch);
    }
  }

  private @Nullable Node written(@Nullable Node now) {
    Node changed = now;
    for (Map.Entry<Key, Optional<byte[]>> write : writes.entrySet()) {
      Key key = write.getKey();
      changed =
          write.getValue().isPresent()
              ? PersistentTree.put(changed, key, write.getValue().get())
              : PersistentTree.remove(changed, key);
    }
    return changed;
  }

  private void end() {
    use.end();
    Closing.all(scans);
  }

  @Override
  public void close() {
    end();
  }
}
