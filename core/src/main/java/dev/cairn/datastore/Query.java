package dev.cairn.datastore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to list from a datastore: an immutable description; each method returns an altered copy.
 *
 * <p>It is applied in this order: prefix and range, filters, orders, offset, limit. Without an
 * order, the entries come as the store likes. A filter or an order that looks at values works also
 * where the query asks for keys only.
 *
 * <p>It is long since everything that can be asked is a short method of it, with its javadoc.
 *
 * <pre>{@code
 * Query.below(Key.of("/pins")).keysOnly().orderedBy(Order.KEY).limit(100)
 * }</pre>
 */
public final class Query {

  private static final Query ALL = new Query(new Builder());

  private final Key prefix;
  private final @Nullable Key from;
  private final @Nullable Key to;
  private final @Nullable Key startAfter;
  private final List<Filter> filters;
  private final List<Order> orders;
  private final long offset;
  private final @Nullable Long limit;
  private final Projection projection;
  private final boolean expirations;
  private final @Nullable CancellationToken cancellation;

  private Query(Builder builder) {
    this.prefix = builder.prefix;
    this.from = builder.from;
    this.to = builder.to;
    this.startAfter = builder.startAfter;
    this.filters = List.copyOf(builder.filters);
    this.orders = List.copyOf(builder.orders);
    this.offset = builder.offset;
    this.limit = builder.limit;
    this.projection = builder.projection;
    this.expirations = builder.expirations;
    this.cancellation = builder.cancellation;
    if (startAfter != null && !isInKeyOrder()) {
      throw new IllegalArgumentException(
          "startAfter needs the order of keys, not " + orders + "; drop the order or the start");
    }
  }

  /** {@return the query for everything} */
  public static Query all() {
    return ALL;
  }

  /**
   * {@return the query for all entries strictly below {@code prefix}, in whole components: {@code
   * /foo} finds {@code /foo/a}, and neither {@code /foo} nor {@code /foobar}} Of the root,
   * everything, the key {@code /} included.
   *
   * @param prefix any key
   */
  public static Query below(Key prefix) {
    Builder builder = new Builder();
    builder.prefix = prefix;
    return new Query(builder);
  }

  /**
   * {@return the query for all entries whose keys lie in {@code range}}
   *
   * @param range the keys
   */
  public static Query in(KeyRange range) {
    Builder builder = new Builder();
    builder.from = keyAt(range.lower());
    builder.to = range.upper() == null ? null : keyAt(range.upper());
    return new Query(builder);
  }

  /** {@return the key of a bound, or nothing where no key is cut off by it} */
  private static @Nullable Key keyAt(byte[] bound) {
    return bound.length > 0 && bound[0] == '/' ? Key.ofStored(bound) : null;
  }

  /**
   * {@return this query for the part at or after {@code key}, in byte order}
   *
   * @param key the least that may be found
   */
  public Query from(Key key) {
    Builder builder = new Builder(this);
    builder.from = key;
    return new Query(builder);
  }

  /**
   * {@return this query for the part strictly before {@code key}, in byte order}
   *
   * @param key the least that may no longer be found
   */
  public Query to(Key key) {
    Builder builder = new Builder(this);
    builder.to = key;
    return new Query(builder);
  }

  /**
   * {@return this query continued behind {@code key}: in ascending order of keys with what is
   * greater, in descending order with what is less} Without an order, the query gets that of keys.
   *
   * @param key the last that was seen; it need not be there any more
   * @throws IllegalArgumentException if the query has another order than that of keys
   */
  public Query startAfter(Key key) {
    Builder builder = new Builder(this);
    builder.startAfter = key;
    if (builder.orders.isEmpty()) {
      builder.orders.add(Order.KEY);
    }
    return new Query(builder);
  }

  /**
   * {@return this query for those entries only that {@code filter}, too, passes}
   *
   * @param filter what an entry has to pass
   */
  public Query filter(Filter filter) {
    Builder builder = new Builder(this);
    builder.filters.add(filter);
    return new Query(builder);
  }

  /**
   * {@return this query in an order; each call adds one that breaks the ties of those before it}
   *
   * @param order what breaks the ties so far
   */
  public Query orderedBy(Order order) {
    Builder builder = new Builder(this);
    builder.orders.add(order);
    return new Query(builder);
  }

  /**
   * {@return this query without the first {@code offset} entries}
   *
   * @param offset at least 0
   * @throws IllegalArgumentException if it is negative
   */
  public Query offset(long offset) {
    Builder builder = new Builder(this);
    builder.offset = atLeastZero(offset, "offset");
    return new Query(builder);
  }

  /**
   * {@return this query for at most {@code limit} entries; 0 finds nothing}
   *
   * @param limit at least 0
   * @throws IllegalArgumentException if it is negative
   */
  public Query limit(long limit) {
    Builder builder = new Builder(this);
    builder.limit = atLeastZero(limit, "limit");
    return new Query(builder);
  }

  /** {@return this query without values} */
  public Query keysOnly() {
    return project(Projection.KEYS);
  }

  /** {@return this query with the sizes of the values in place of the values} */
  public Query sizesOnly() {
    return project(Projection.SIZES);
  }

  /**
   * {@return this query for as much of each entry as {@code projection} says}
   *
   * @param projection how much of each entry
   */
  public Query project(Projection projection) {
    Builder builder = new Builder(this);
    builder.projection = projection;
    return new Query(builder);
  }

  /** {@return this query with the times at which entries expire, from stores that know them} */
  public Query withExpirations() {
    Builder builder = new Builder(this);
    builder.expirations = true;
    return new Query(builder);
  }

  /**
   * {@return this query as one that the caller may cancel: before each entry that is read, be it
   * shown or not, the listing asks the token, and throws {@link CancelledException} once it is
   * cancelled; it never ends early in silence} Does not show in {@link #toString()}.
   *
   * @param token asked by whichever thread lists; those given before are asked as well
   */
  public Query cancelledBy(CancellationToken token) {
    Builder builder = new Builder(this);
    builder.cancellation = cancellation == null ? token : cancellation.or(token);
    return new Query(builder);
  }

  private static long atLeastZero(long number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException("the " + what + " is at least 0, not " + number);
    }
    return number;
  }

  /**
   * {@return this query as far as it matters to counting: without values, and without an order,
   * which would only have to be made}
   */
  Query forCounting() {
    Builder builder = new Builder(this);
    builder.projection = Projection.KEYS;
    if (startAfter == null) {
      builder.orders = new ArrayList<>();
    }
    return new Query(builder);
  }

  /** {@return the key below which the entries lie} */
  public Key prefix() {
    return prefix;
  }

  /** {@return the filters; an entry has to pass all} */
  public List<Filter> filters() {
    return filters;
  }

  /** {@return the orders, the most important first; empty where the store may choose} */
  public List<Order> orders() {
    return orders;
  }

  /** {@return how many entries are passed over at first} */
  public long offset() {
    return offset;
  }

  /** {@return how many entries there may be, or nothing where there is no limit} */
  public OptionalLong limit() {
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /** {@return how much of each entry is asked for} */
  public Projection projection() {
    return projection;
  }

  /** {@return whether the times at which entries expire are asked for} */
  public boolean expirations() {
    return expirations;
  }

  /** {@return the first key of the range, where one was given} */
  public Optional<Key> from() {
    return Optional.ofNullable(from);
  }

  /** {@return the key that ends the range, itself not in it, where one was given} */
  public Optional<Key> to() {
    return Optional.ofNullable(to);
  }

  /** {@return the key behind which the listing continues, where one was given} */
  public Optional<Key> startAfter() {
    return Optional.ofNullable(startAfter);
  }

  /** {@return whether the first order, if any, is that of keys, either way} */
  public boolean isInKeyOrder() {
    return orders.isEmpty() || orders.get(0) == Order.KEY || isDescending();
  }

  /** {@return whether the entries come in descending order of keys} */
  public boolean isDescending() {
    return !orders.isEmpty() && orders.get(0) == Order.KEY_DESCENDING;
  }

  /**
   * {@return the total order of the results: that of {@link #orders()}, each breaking the ties of
   * those before it, and the key, ascending, the last}
   */
  public Comparator<Entry> comparator() {
    Comparator<Entry> total = Order.KEY;
    for (int i = orders.size() - 1; i >= 0; i--) {
      total = orders.get(i).thenComparing(total);
    }
    return total;
  }

  /** {@return what may cancel the listing, where that was given} */
  public Optional<CancellationToken> cancellation() {
    return Optional.ofNullable(cancellation);
  }

  /**
   * Does nothing while the listing may go on.
   *
   * @throws CancelledException if the caller has cancelled it
   */
  public void checkCancelled() {
    if (cancellation != null) {
      cancellation.check(this);
    }
  }

  /**
   * {@return whether {@code entry}, which lies in the {@link #range()}, passes all filters} Stores
   * ask this of every entry that they read for this query.
   *
   * @param entry with its value where a filter looks at it
   * @throws CancelledException if the caller has cancelled the listing
   */
  public boolean passes(Entry entry) {
    checkCancelled();
    for (Filter filter : filters) {
      if (!filter.test(entry)) {
        return false;
      }
    }
    return true;
  }

  /** {@return how much has to be read of each entry to answer this query} */
  public Projection neededProjection() {
    for (Filter filter : filters) {
      if (filter.needsValue()) {
        return Projection.VALUES;
      }
    }
    boolean ordersByValue = !isInKeyOrder() && orders.stream().anyMatch(Order::needsValue);
    return ordersByValue ? Projection.VALUES : projection;
  }

  /**
   * {@return the range of keys in which all that this query finds lies, as its prefix, its bounds
   * and those of its filters that compare keys give it}
   */
  public KeyRange range() {
    KeyRange range = KeyRange.below(prefix);
    if (from != null) {
      range = range.from(from);
    }
    if (to != null) {
      range = range.before(to);
    }
    if (startAfter != null) {
      range = isDescending() ? range.before(startAfter) : range.after(startAfter);
    }
    for (Filter filter : filters) {
      range = Filters.narrowed(range, filter);
    }
    return range;
  }

  /**
   * {@return the text that go-datastore gives, such as {@code SELECT keys,vals FROM "/foo" ORDER
   * [KEY] LIMIT 10}, with the range, which go-datastore does not have, behind the prefix}
   */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    text.add("SELECT keys" + selected());
    if (!prefix.isRoot()) {
      text.add("FROM \"" + prefix + "\"");
    }
    from().ifPresent(key -> text.add("FIRST \"" + key + "\""));
    to().ifPresent(key -> text.add("BEFORE \"" + key + "\""));
    startAfter().ifPresent(key -> text.add("AFTER \"" + key + "\""));
    if (!filters.isEmpty()) {
      text.add("FILTER " + list(filters));
    }
    if (!orders.isEmpty()) {
      text.add("ORDER " + list(orders));
    }
    if (offset > 0) {
      text.add("OFFSET " + offset);
    }
    limit().ifPresent(n -> text.add("LIMIT " + n));
    return text.toString();
  }

  private String selected() {
    return (projection == Projection.VALUES ? ",vals" : "") + (expirations ? ",exps" : "");
  }

  private static String list(List<?> parts) {
    return parts.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
  }

  /** The fields while a copy is being altered. */
  private static final class Builder {
    Key prefix = Key.ROOT;
    @Nullable Key from;
    @Nullable Key to;
    @Nullable Key startAfter;
    List<Filter> filters = new ArrayList<>();
    List<Order> orders = new ArrayList<>();
    long offset;
    @Nullable Long limit;
    Projection projection = Projection.VALUES;
    boolean expirations;
    @Nullable CancellationToken cancellation;

    Builder() {}

    Builder(Query query) {
      this.prefix = query.prefix;
      this.from = query.from;
      this.to = query.to;
      this.startAfter = query.startAfter;
      this.filters = new ArrayList<>(query.filters);
      this.orders = new ArrayList<>(query.orders);
      this.offset = query.offset;
      this.limit = query.limit;
      this.projection = query.projection;
      this.expirations = query.expirations;
      this.cancellation = query.cancellation;
    }
  }
}
