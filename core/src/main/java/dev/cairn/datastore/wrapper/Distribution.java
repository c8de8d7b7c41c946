package dev.cairn.datastore.wrapper;

import java.util.List;

/**
 * How many of a number of values lay in each of some fixed buckets.
 *
 * @param bounds the greatest value that each bucket but the last takes, ascending
 * @param counts how many values lay in each bucket, one more than there are bounds: the last bucket
 *     takes all that is greater
 * @param sum the values added up
 */
public record Distribution(List<Long> bounds, List<Long> counts, long sum) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is not one bucket more than there are bounds
   */
  public Distribution {
    bounds = List.copyOf(bounds);
    counts = List.copyOf(counts);
    if (counts.size() != bounds.size() + 1) {
      throw new IllegalArgumentException(
          "%d bounds make %d buckets, not %d"
              .formatted(bounds.size(), bounds.size() + 1, counts.size()));
    }
  }

  /** {@return how many values there were} */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** {@return the mean of the values, 0 where there were none} */
  public double mean() {
    long count = count();
    return count == 0 ? 0 : (double) sum / count;
  }
}
