package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.function.Predicate;

/**
 * Answers any {@link Query} from a scan of a range of keys.
 *
 * <p>Where the query has the order of keys, or none, it streams: no more than one entry is held.
 * Any other order holds, in memory, the entries that pass the filters; with a limit, only the first
 * {@code offset + limit} of them.
 */
public final class QueryEngine {

  private QueryEngine() {}

  /**
   * {@return the results of {@code query} on a store that can scan in key order both ways}
   *
   * @param query what to find
   * @param source the store's scan; what it returns is closed with the results
   */
  public static Results run(Query query, RangeSource source) {
    Direction direction = query.isDescending() ? Direction.DESCENDING : Direction.ASCENDING;
    var scan = source.scan(query.range(), direction, query.neededProjection());
    return query.isInKeyOrder() && query.filters().isEmpty()
        ? new SlicedResults(query, scan, scan)
        : run(query, scan, query::passes, query.isInKeyOrder());
  }

  /**
   * {@return the results of {@code query} on entries that come in no order and from any range; the
   * order of keys, too, is made by sorting}
   *
   * @param query what to find
   * @param entries with at least what {@link Query#neededProjection()} says; closed with the
   *     results
   */
  public static Results runUnordered(Query query, CloseableIterator<Entry> entries) {
    KeyRange range = query.range();
    Predicate<Entry> filter = entry -> range.contains(entry.key()) && query.passes(entry);
    return run(query, entries, filter, query.orders().isEmpty());
  }

  private static Results run(
      Query query, CloseableIterator<Entry> source, Predicate<Entry> filter, boolean inOrder) {
    var filtered = new FilteredEntries(source, filter);
    var ordered = inOrder ? filtered : new SortedEntries(query, filtered);
    return new SlicedResults(query, source, ordered);
  }
}
