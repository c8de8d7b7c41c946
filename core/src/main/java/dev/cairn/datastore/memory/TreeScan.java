package dev.cairn.datastore.memory;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.GuardedScan;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.Stretch;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Lists a range of a tree, and knows how far it has come. */
final class TreeScan extends GuardedScan {

  private final Stretch stretch;
  private final Iterator<Node> nodes;

  private TreeScan(Lifecycle lifecycle, @Nullable Node root, KeyRange range, Direction direction) {
    super(lifecycle);
    this.stretch = new Stretch(range, direction);
    this.nodes = PersistentTree.iterate(root, range, direction);
  }

  /** {@return a scan of {@code root}, closed with the store of {@code lifecycle}} */
  static TreeScan of(
      Lifecycle lifecycle, @Nullable Node root, KeyRange range, Direction direction) {
    lifecycle.enter();
    try {
      return new TreeScan(lifecycle, root, range, direction);
    } finally {
      lifecycle.exit();
    }
  }

  @Override
  protected @Nullable Entry advance() {
    if (!nodes.hasNext()) {
      stretch.complete();
      return null;
    }
    Node node = nodes.next();
    stretch.reach(node.key);
    return Entry.of(node.key, node.value.clone());
  }

  @Override
  protected void release() {}

  /** {@return how far it has come} */
  Stretch stretch() {
    return stretch;
  }
}
