package dev.cairn.datastore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The filters that {@link Filter} makes; their text is that of go-datastore. */
final class Filters {

  private Filters() {}

  /** {@return the part of {@code range} in which all that {@code filter} passes lies} */
  static KeyRange narrowed(KeyRange range, Filter filter) {
    if (filter instanceof KeyCompare compare) {
      Key key = compare.key();
      return switch (compare.comparison()) {
        case EQUAL -> range.from(key).through(key);
        case GREATER -> range.after(key);
        case AT_LEAST -> range.from(key);
        case LESS -> range.before(key);
        case AT_MOST -> range.through(key);
        case NOT_EQUAL -> range;
      };
    }
    if (filter instanceof KeyPrefix beginning && beginning.isOfKeys()) {
      return range.intersection(KeyRange.startingWith(beginning.prefix()));
    }
    return filter instanceof And both
        ? narrowed(narrowed(range, both.left()), both.right())
        : range;
  }

  record KeyCompare(Comparison comparison, Key key) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return comparison.accepts(entry.key().compareTo(key));
    }

    @Override
    public boolean needsValue() {
      return false;
    }

    @Override
    public String toString() {
      return "KEY " + comparison + " \"" + key + "\"";
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // identity is enough: filters are not compared
  record ValueCompare(Comparison comparison, byte[] value) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return comparison.accepts(Arrays.compareUnsigned(entry.value(), value));
    }

    @Override
    public String toString() {
      return "VALUE " + comparison + " \"" + new String(value, StandardCharsets.UTF_8) + "\"";
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // identity is enough: filters are not compared
  record KeyPrefix(byte[] prefix) implements Filter {
    boolean isOfKeys() {
      return prefix.length > 0 && prefix[0] == '/';
    }

    @Override
    public boolean test(Entry entry) {
      return entry.key().startsWith(prefix);
    }

    @Override
    public boolean needsValue() {
      return false;
    }

    @Override
    public String toString() {
      return "PREFIX(\"" + new String(prefix, StandardCharsets.UTF_8) + "\")";
    }
  }

  record And(Filter left, Filter right) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return left.test(entry) && right.test(entry);
    }

    @Override
    public boolean needsValue() {
      return left.needsValue() || right.needsValue();
    }

    @Override
    public String toString() {
      return "(" + left + " AND " + right + ")";
    }
  }

  record Or(Filter left, Filter right) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return left.test(entry) || right.test(entry);
    }

    @Override
    public boolean needsValue() {
      return left.needsValue() || right.needsValue();
    }

    @Override
    public String toString() {
      return "(" + left + " OR " + right + ")";
    }
  }

  record Not(Filter filter) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return !filter.test(entry);
    }

    @Override
    public boolean needsValue() {
      return filter.needsValue();
    }

    @Override
    public String toString() {
      return "NOT " + filter;
    }
  }
}
