package dev.cairn.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/** What RocksDB writes in the background, by its own word. */
final class BackgroundWork {

  private static final String NONE = "0";

  private static final List<String> SIGNS =
      List.of(
          "rocksdb.mem-table-flush-pending",
          "rocksdb.num-running-flushes",
          "rocksdb.compaction-pending",
          "rocksdb.num-running-compactions");

  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private BackgroundWork() {}

  /** What an engine says of itself. */
  interface Properties {
    @Nullable String of(String name) throws RocksDBException;
  }

  /** Waits until there is none; an engine that does not know the properties has none. */
  static void awaitEnd(Properties properties) throws RocksDBException {
    while (isAtWork(properties)) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  private static boolean isAtWork(Properties properties) throws RocksDBException {
    for (String sign : SIGNS) {
      String amount = properties.of(sign);
      if (amount != null && !amount.equals(NONE)) {
        return true;
      }
    }
    return false;
  }
}
