package dev.cairn.datastore;

import java.util.Arrays;
import java.util.Comparator;

/**
 * An order of a query's results. Where several are given, later ones break the ties of earlier
 * ones, and the key, ascending, breaks the last: so every order is total.
 */
public final class Order implements Comparator<Entry> {

  /** By key, ascending: what engines hold their entries in. */
  public static final Order KEY = new Order("KEY", Comparator.comparing(Entry::key), false);

  /** By key, descending. */
  public static final Order KEY_DESCENDING =
      new Order("desc(KEY)", Comparator.comparing(Entry::key).reversed(), false);

  /** By value, ascending, as unsigned bytes. */
  public static final Order VALUE = new Order("VALUE", Order::compareValues, true);

  /** By value, descending, as unsigned bytes. */
  public static final Order VALUE_DESCENDING =
      new Order("desc(VALUE)", (a, b) -> compareValues(b, a), true);

  private final String name;
  private final Comparator<Entry> comparator;
  private final boolean needsValue;

  private Order(String name, Comparator<Entry> comparator, boolean needsValue) {
    this.name = name;
    this.comparator = comparator;
    this.needsValue = needsValue;
  }

  /**
   * {@return the order of any comparator; it may look at the values}
   *
   * @param comparator any consistent one; the sign of its answer counts
   */
  public static Order by(Comparator<Entry> comparator) {
    return new Order("FN", comparator, true);
  }

  /** {@return whether comparing looks at the value} */
  public boolean needsValue() {
    return needsValue;
  }

  @Override
  public int compare(Entry first, Entry second) {
    return comparator.compare(first, second);
  }

  /** {@return the text of go-datastore, such as {@code desc(KEY)}} */
  @Override
  public String toString() {
    return name;
  }

  private static int compareValues(Entry first, Entry second) {
    return Arrays.compareUnsigned(first.value(), second.value());
  }
}
