package dev.cairn.rocksdb;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * What RocksDB counted since a store was opened. Immutable: a later reading is a new one.
 *
 * @param counts the counts by their names, which are RocksDB's own in lower case, such as {@code
 *     block_cache_hit}, {@code bloom_filter_useful} or {@code wal_file_synced}; all that RocksDB
 *     knows, in the order of names
 */
public record RocksDbStatistics(Map<String, Long> counts) {

  /** Copies the counts. */
  public RocksDbStatistics {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  static RocksDbStatistics of(Statistics statistics) {
    Map<String, Long> counts = new TreeMap<>();
    for (TickerType ticker : TickerType.values()) {
      if (ticker != TickerType.TICKER_ENUM_MAX) {
        counts.put(ticker.name().toLowerCase(Locale.ROOT), statistics.getTickerCount(ticker));
      }
    }
    return new RocksDbStatistics(counts);
  }

  /**
   * {@return one of the counts}
   *
   * @param name its name, such as {@code block_cache_hit}
   * @throws IllegalArgumentException if RocksDB counts nothing of that name
   */
  public long count(String name) {
    Long count = counts.get(name);
    if (count == null) {
      throw new IllegalArgumentException(
          "RocksDB counts no \"%s\"; it counts %s".formatted(name, counts.keySet()));
    }
    return count;
  }
}
