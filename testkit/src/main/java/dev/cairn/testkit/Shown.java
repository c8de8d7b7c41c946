package dev.cairn.testkit;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Results;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a query showed of an entry, to be compared.
 *
 * @param key the key
 * @param value the value in hexadecimal, or why it is not there
 * @param size the size of the value, where the query asked for as much
 */
record Shown(Key key, String value, OptionalLong size) {

  private static final String NO_VALUE = "no value";

  static Shown of(Entry entry, Projection projection) {
    return new Shown(
        entry.key(),
        entry.hasValue() ? HexFormat.of().formatHex(entry.value()) : NO_VALUE,
        projection == Projection.KEYS ? OptionalLong.empty() : entry.size());
  }

  /** Reads results to their end and closes them. */
  static List<Shown> all(Results results) {
    List<Shown> all = new ArrayList<>();
    try (results) {
      Projection projection = results.query().projection();
      while (results.hasNext()) {
        all.add(of(results.next(), projection));
      }
    }
    return all;
  }
}
