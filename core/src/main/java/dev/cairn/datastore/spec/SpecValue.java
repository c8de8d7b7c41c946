package dev.cairn.datastore.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One value of a datastore's description: the six shapes that JSON knows, immutable throughout. */
public sealed interface SpecValue {

  /** Text. */
  record Text(String value) implements SpecValue {
    @Override
    public String toString() {
      return '"' + value + '"';
    }
  }

  /** A whole number. */
  record Whole(long value) implements SpecValue {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** A number with a fraction. */
  record Decimal(double value) implements SpecValue {
    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** True or false. */
  record Flag(boolean value) implements SpecValue {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** Nothing: JSON's {@code null}. */
  record Nothing() implements SpecValue {
    @Override
    public String toString() {
      return "null";
    }
  }

  /** Several values in order. */
  record Items(List<SpecValue> values) implements SpecValue {
    /**
     * Copies the list.
     *
     * @param values copied
     */
    public Items {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  /** Named values, sorted by name. */
  record Fields(SortedMap<String, SpecValue> values) implements SpecValue {
    /**
     * Copies the map.
     *
     * @param values copied
     */
    public Fields {
      TreeMap<String, SpecValue> sorted = new TreeMap<>(); // by name, whatever the map's own order
      sorted.putAll(values);
      values = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * {@return the fields of any map}
     *
     * @param values copied
     */
    public static Fields of(Map<String, SpecValue> values) {
      return new Fields(new TreeMap<>(values));
    }

    /**
     * {@return these fields with one set}
     *
     * @param name which field
     * @param value what it is to hold
     */
    public Fields with(String name, SpecValue value) {
      TreeMap<String, SpecValue> changed = new TreeMap<>(values);
      changed.put(name, value);
      return new Fields(changed);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }
}
