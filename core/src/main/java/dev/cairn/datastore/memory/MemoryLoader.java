package dev.cairn.datastore.memory;

import dev.cairn.datastore.BulkLoad.Loader;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.AscendingKeys;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.SingleUse;
import dev.cairn.datastore.memory.MemoryDatastore.Change;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Entries in order on their way into a tree. */
final class MemoryLoader implements Loader {

  private final SingleUse use;
  private final Consumer<Change> store;
  private final AscendingKeys keys = new AscendingKeys();
  private final List<Node> entries = new ArrayList<>();

  /**
   * Begins a load.
   *
   * @param lifecycle of the store
   * @param store applies a change to the tree that the store has then
   */
  MemoryLoader(Lifecycle lifecycle, Consumer<Change> store) {
    this.use = new SingleUse("a bulk load", lifecycle);
    this.store = store;
  }

  @Override
  public void add(Key key, byte[] value) {
    use.check();
    keys.add(key);
    entries.add(new Node(key, value.clone(), null, null));
  }

  @Override
  public void commit() {
    use.check();
    use.end();
    store.accept(tree -> PersistentTree.putAll(tree, entries));
  }

  @Override
  public void close() {
    use.end();
  }
}
