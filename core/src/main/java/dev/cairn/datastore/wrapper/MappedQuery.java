package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A query of a wrapper that shows the entries of the store below changed, but in the same order of
 * keys: the store below is asked the whole of it, with filters and orders that see entries as they
 * will be shown.
 *
 * @param query what is asked of the wrapper
 * @param shown makes the entry that is shown of the one below, with all that came along
 */
record MappedQuery(Query query, UnaryOperator<Entry> shown) {

  /**
   * Asks the store below, or a transaction on it.
   *
   * @param listing answers queries
   * @param range the query for all entries that may be shown, and what is needed of each
   */
  Results ask(Function<Query, Results> listing, Query range) {
    Query asked = range.offset(query.offset());
    if (query.limit().isPresent()) {
      asked = asked.limit(query.limit().getAsLong());
    }
    if (query.expirations()) {
      asked = asked.withExpirations();
    }
    if (query.cancellation().isPresent()) {
      asked = asked.cancelledBy(query.cancellation().get());
    }
    if (!query.filters().isEmpty()) {
      asked = asked.filter(new Shown(query, shown));
    }
    for (Order order : query.orders()) {
      asked = asked.orderedBy(ofShown(order));
    }
    return new MappedResults(query, listing.apply(asked), shown);
  }

  private Order ofShown(Order order) {
    return order == Order.KEY || order == Order.KEY_DESCENDING
        ? order
        : Order.by((a, b) -> order.compare(shown.apply(a), shown.apply(b)));
  }

  /** All filters of a query, for entries as they will be shown. */
  private record Shown(Query query, UnaryOperator<Entry> shown) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return query.passes(shown.apply(entry));
    }

    @Override
    public boolean needsValue() {
      return query.filters().stream().anyMatch(Filter::needsValue);
    }

    @Override
    public String toString() {
      return query.filters().toString();
    }
  }

  /** The answer of the store below, changed. */
  private record MappedResults(Query query, Results below, UnaryOperator<Entry> shown)
      implements Results {
    @Override
    public boolean hasNext() {
      return below.hasNext();
    }

    @Override
    public Entry next() {
      Entry entry = shown.apply(below.next());
      return query.projection() == Projection.VALUES ? entry : entry.withoutValue();
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
