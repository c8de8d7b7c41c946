package dev.cairn.datastore.engine;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lists a range of a snapshot with the writes of a transaction above it, as they are when the
 * listing begins, and knows how far it has come.
 */
final class TransactionScan extends GuardedScan {

  private final GuardedScan stored;
  private final Direction direction;
  private final Stretch stretch;

  /** The transaction's writes that are still to come, in the order of the listing. */
  private final Queue<Operation> own = new ArrayDeque<>();

  private @Nullable Entry nextStored;

  /**
   * Begins.
   *
   * @param lifecycle of the store
   * @param stored the snapshot's entries of the range, closed with this
   * @param range the keys
   * @param direction which way
   * @param writes the transaction's own; copied
   */
  TransactionScan(
      Lifecycle lifecycle,
      GuardedScan stored,
      KeyRange range,
      Direction direction,
      NavigableMap<Key, Operation> writes) {
    super(lifecycle);
    this.stored = stored;
    this.direction = direction;
    this.stretch = new Stretch(range, direction);
    NavigableMap<Key, Operation> ordered =
        direction == Direction.ASCENDING ? writes : writes.descendingMap();
    ordered.values().stream()
        .filter(operation -> range.contains(operation.key()))
        .forEach(own::add);
  }

  @Override
  protected @Nullable Entry advance() {
    while (true) {
      Entry below = peekStored();
      Operation above = own.peek();
      if (below == null && above == null) {
        stretch.complete();
        return null;
      }
      int order = order(below, above);
      if (order <= 0) {
        nextStored = null;
      }
      if (below != null && order < 0) {
        stretch.reach(below.key());
        return below;
      }
      own.remove();
      if (above != null && above.value() != null) {
        stretch.reach(above.key());
        return Entry.of(above.key(), above.value().clone());
      }
    }
  }

  private @Nullable Entry peekStored() {
    if (nextStored == null && stored.hasNext()) {
      nextStored = stored.next();
    }
    return nextStored;
  }

  /** Negative where the stored entry comes first, 0 where both have one key. */
  private int order(@Nullable Entry below, @Nullable Operation above) {
    if (below == null || above == null) {
      return below == null ? 1 : -1;
    }
    int order = below.key().compareTo(above.key());
    return direction == Direction.ASCENDING ? order : -order;
  }

  /** {@return how far it has come} */
  Stretch stretch() {
    return stretch;
  }

  @Override
  protected void release() {
    stored.close();
  }
}
