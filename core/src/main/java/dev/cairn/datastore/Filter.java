package dev.cairn.datastore;

/**
 * Decides which entries a query shows. Those made here compare unsigned bytes; any function of an
 * entry will do.
 */
@FunctionalInterface
public interface Filter {

  /** Returns whether the query shows {@code entry}. */
  boolean test(Entry entry);

  /**
   * Returns whether {@link #test} looks at the value, so that it has to be read also where the
   * query asks for keys only.
   */
  default boolean needsValue() {
    return true;
  }

  /** Returns a filter that compares the whole key. */
  static Filter key(Comparison comparison, Key key) {
    return new Filters.KeyCompare(comparison, key);
  }

  /** Returns a filter that compares the value. */
  static Filter value(Comparison comparison, byte[] value) {
    return new Filters.ValueCompare(comparison, value.clone());
  }

  /**
   * Returns a filter for keys that begin with these bytes, regardless of component borders: {@code
   * "/a"} passes {@code /ab}.
   */
  static Filter keyPrefix(String prefix) {
    return new Filters.KeyPrefix(PathCleaner.utf8(prefix));
  }

  /** Returns a filter that passes what this one and {@code other} pass. */
  default Filter and(Filter other) {
    return new Filters.And(this, other);
  }

  /** Returns a filter that passes what this one or {@code other} passes. */
  default Filter or(Filter other) {
    return new Filters.Or(this, other);
  }

  /** Returns a filter that passes what this one does not. */
  default Filter negate() {
    return new Filters.Not(this);
  }
}
