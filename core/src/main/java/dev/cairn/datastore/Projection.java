package dev.cairn.datastore;

/** How much of each entry a query brings along. */
public enum Projection {
  /** The key alone; the cheapest. */
  KEYS,
  /** The key and the size of the value. */
  SIZES,
  /** The key, the value and with it the size. */
  VALUES
}
