package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;

/** A store that can list a range of its keys in order; all that the {@link QueryEngine} needs. */
@FunctionalInterface
public interface RangeSource {

  /**
   * {@return the entries of {@code range} in the order of {@code direction}, with at least as much
   * of each as {@code projection} says} The caller closes them.
   *
   * @param range which keys
   * @param direction from which end
   * @param projection how much of each entry is needed
   */
  CloseableIterator<Entry> scan(KeyRange range, Direction direction, Projection projection);

  /** Which way a scan runs through the keys. */
  enum Direction {
    /** From the least key to the greatest. */
    ASCENDING,
    /** From the greatest key to the least. */
    DESCENDING
  }
}
