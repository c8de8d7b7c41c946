package dev.cairn.datastore;

/**
 * Decides which entries a query shows. Those made here compare unsigned bytes; any function of an
 * entry will do.
 */
@FunctionalInterface
public interface Filter {

  /**
   * {@return whether the query shows {@code entry}}
   *
   * @param entry with its value, unless {@link #needsValue()} says that none is needed
   */
  boolean test(Entry entry);

  /**
   * {@return whether {@link #test} looks at the value, so that it has to be read also where the
   * query asks for keys only}
   */
  default boolean needsValue() {
    return true;
  }

  /**
   * {@return a filter that compares the whole key}
   *
   * @param comparison how the entry has to compare with what is given
   * @param key with what keys are compared
   */
  static Filter key(Comparison comparison, Key key) {
    return new Filters.KeyCompare(comparison, key);
  }

  /**
   * {@return a filter that compares the value}
   *
   * @param comparison how the entry has to compare with what is given
   * @param value with what values are compared; copied
   */
  static Filter value(Comparison comparison, byte[] value) {
    return new Filters.ValueCompare(comparison, value.clone());
  }

  /**
   * {@return a filter for keys that begin with these bytes, regardless of component borders: {@code
   * "/a"} passes {@code /ab}}
   *
   * @param prefix taken as UTF-8
   * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no UTF-8
   *     form
   */
  static Filter keyPrefix(String prefix) {
    return new Filters.KeyPrefix(PathCleaner.utf8(prefix));
  }

  /**
   * {@return a filter for keys that begin with these bytes, regardless of component borders}
   *
   * @param prefix any number of bytes, also 0; copied
   */
  static Filter keyPrefix(byte[] prefix) {
    return new Filters.KeyPrefix(prefix.clone());
  }

  /**
   * {@return a filter that passes what this one and {@code other} pass}
   *
   * @param other what an entry has to pass as well
   */
  default Filter and(Filter other) {
    return new Filters.And(this, other);
  }

  /**
   * {@return a filter that passes what this one or {@code other} passes}
   *
   * @param other what an entry may pass instead
   */
  default Filter or(Filter other) {
    return new Filters.Or(this, other);
  }

  /** {@return a filter that passes what this one does not} */
  default Filter negate() {
    return new Filters.Not(this);
  }
}
