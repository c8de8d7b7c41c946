package dev.cairn.datastore.memory;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.GuardedScan;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.memory.PersistentTree.Node;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists a range of a tree, and knows how far it has come. */
final class TreeScan extends GuardedScan {

  private final KeyRange range;
  private final Direction direction;
  private final Iterator<Node> nodes;
  private @Nullable Key last;
  private boolean complete;

  private TreeScan(Lifecycle lifecycle, @Nullable Node root, KeyRange range, Direction direction) {
    super(lifecycle);
    this.range = range;
    this.direction = direction;
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
      complete = true;
      return null;
    }
    Node node = nodes.next();
    last = node.key;
    return Entry.of(node.key, node.value.clone());
  }

  @Override
  protected void release() {}

  /** {@return the stretch on whose content depends what was listed so far; none before a step} */
  Optional<KeyRange> stretchRead() {
    if (complete) {
      return Optional.of(range);
    }
    Key end = last;
    if (end == null) {
      return Optional.empty();
    }
    return Optional.of(direction == Direction.ASCENDING ? range.through(end) : range.from(end));
  }
}
