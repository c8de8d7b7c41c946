package dev.cairn.car;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an export has written.
 *
 * @param blocks how many blocks
 * @param bytes the bytes of these blocks, without their CIDs
 * @param missing how many blocks the store does not hold, and are left out
 * @param notFollowed how many blocks of each codec were written without following their links, as
 *     the codec is not known; cannot be changed
 */
public record ExportResult(
    long blocks, long bytes, long missing, SortedMap<Long, Long> notFollowed) {

  /** Copies the map. */
  public ExportResult {
    notFollowed = Collections.unmodifiableSortedMap(new TreeMap<>(notFollowed));
  }
}
