package dev.cairn.testkit;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The obvious answer to a query, made without anything that a store uses: all in memory, one step
 * after the other.
 */
final class NaiveQuery {

  private NaiveQuery() {}

  /** Returns what {@code query} shows of {@code contents}; by key where it has no order. */
  static List<Shown> answer(Query query, Map<Key, byte[]> contents) {
    return contents.entrySet().stream()
        .filter(entry -> isAskedFor(query, entry.getKey()))
        .map(entry -> Entry.of(entry.getKey(), entry.getValue()))
        .filter(entry -> query.filters().stream().allMatch(filter -> filter.test(entry)))
        .sorted((first, second) -> compare(query.orders(), first, second))
        .skip(query.offset())
        .limit(query.limit().orElse(Long.MAX_VALUE))
        .map(entry -> query.projection() == Projection.VALUES ? entry : entry.withoutValue())
        .map(entry -> Shown.of(entry, query.projection()))
        .toList();
  }

  private static boolean isAskedFor(Query query, Key key) {
    boolean descending = query.orders().contains(Order.KEY_DESCENDING);
    return isBelow(query.prefix(), key)
        && query.from().map(from -> compare(key, from) >= 0).orElse(true)
        && query.to().map(to -> compare(key, to) < 0).orElse(true)
        && query
            .startAfter()
            .map(start -> descending ? compare(key, start) < 0 : compare(key, start) > 0)
            .orElse(true);
  }

  /** Whether a key begins with the prefix, a slash, and whatever follows it. */
  private static boolean isBelow(Key prefix, Key key) {
    byte[] start = prefix.toBytes();
    byte[] bytes = key.toBytes();
    return start.length == 1
        || (bytes.length > start.length
            && bytes[start.length] == '/'
            && Arrays.equals(start, Arrays.copyOf(bytes, start.length)));
  }

  private static int compare(List<Order> orders, Entry first, Entry second) {
    for (Order order : orders) {
      int compared = order.compare(first, second);
      if (compared != 0) {
        return compared;
      }
    }
    return compare(first.key(), second.key());
  }

  private static int compare(Key first, Key second) {
    return Arrays.compareUnsigned(first.toBytes(), second.toBytes());
  }
}
