package dev.cairn.datastore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one wants of datastores beyond their own methods. */
public final class Datastores {

  private Datastores() {}

  /**
   * {@return {@code store} as one that can do {@code ability}}
   *
   * @param <T> the interface asked for
   * @param store what is to have it
   * @param ability the interface asked for
   * @throws UnsupportedOperationException if it cannot; the message names the store and its
   *     wrappers
   */
  public static <T> T require(Datastore store, Class<T> ability) {
    return store
        .capability(ability)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "%s is needed, and %s cannot do it; choose another engine or leave out the wrapper"
                        .formatted(ability.getSimpleName(), store)));
  }

  /**
   * {@return how many entries {@code query} finds; reads keys alone where that is enough, and puts
   * them in no order}
   *
   * @param store where to count
   * @param query what to count
   */
  public static long count(Datastore store, Query query) {
    long count = 0;
    try (Results results = store.query(query.forCounting())) {
      while (results.hasNext()) {
        results.next();
        count++;
      }
    }
    return count;
  }

  /**
   * {@return how many entries {@code query} finds, or {@code most} where there are more} Stops
   * reading there.
   *
   * @param store where to count
   * @param query what to count
   * @param most the count that is enough, at least 0
   * @throws IllegalArgumentException if it is negative
   */
  public static long countUpTo(Datastore store, Query query, long most) {
    return count(store, query.limit(Math.min(most, query.limit().orElse(most))));
  }

  /**
   * {@return whether there is an entry strictly below {@code prefix}, in whole components; below
   * the root, any entry at all}
   *
   * @param store where to look
   * @param prefix any key
   */
  public static boolean existsUnder(Datastore store, Key prefix) {
    return countUpTo(store, Query.below(prefix), 1) == 1;
  }

  /**
   * {@return the first page of what {@code query} finds, in ascending order of keys, or in
   * descending order where the query says so}
   *
   * @param store where to look
   * @param query the whole listing; its offset and limit count from its beginning, not from that of
   *     a page
   * @param size how many entries a page has at most, at least 1
   * @throws IllegalArgumentException if the query has another order than that of keys, since such a
   *     listing has no place that lasts, or the size is less than 1
   */
  public static Page page(Datastore store, Query query, int size) {
    return pageOf(store, inKeyOrder(query), Optional.empty(), size);
  }

  /**
   * {@return the page that begins behind {@code cursor}} It shows the store as it is now: what was
   * written or deleted since the page before, on this side of the cursor, shows.
   *
   * @param store where to look; that of the first page, or another
   * @param query the whole listing, as it was for the first page
   * @param size how many entries a page has at most, at least 1; it may change between pages
   * @param cursor of the page before
   * @throws IllegalArgumentException if the cursor belongs to another query, if the query has
   *     another order than that of keys, or if the size is less than 1
   */
  public static Page page(Datastore store, Query query, int size, Cursor cursor) {
    return pageOf(store, inKeyOrder(query), Optional.of(cursor), size);
  }

  private static Query inKeyOrder(Query query) {
    if (!query.isInKeyOrder()) {
      throw new IllegalArgumentException(
          "pages come in the order of keys, not %s; drop the order, or list %s in one go"
              .formatted(query.orders(), query));
    }
    return query.orders().isEmpty() ? query.orderedBy(Order.KEY) : query;
  }

  private static Page pageOf(Datastore store, Query query, Optional<Cursor> cursor, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a page has at least 1 entry, not " + size);
    }
    Query rest = cursor.map(from -> from.resume(query)).orElse(query);
    long limit = rest.limit().orElse(Long.MAX_VALUE);
    List<Entry> entries = new ArrayList<>(Math.min(size, 1024));
    try (Results results = store.query(limit > size ? rest.limit(size + 1L) : rest)) {
      while (entries.size() < size && results.hasNext()) {
        entries.add(results.next());
      }
      if (entries.size() == limit || !results.hasNext()) {
        return new Page(entries, Optional.empty());
      }
    }
    long remaining = limit == Long.MAX_VALUE ? limit : limit - size;
    Key last = entries.get(size - 1).key();
    return new Page(entries, Optional.of(Cursor.behind(query, remaining, last)));
  }
}
