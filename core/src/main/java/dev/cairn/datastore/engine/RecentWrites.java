package dev.cairn.datastore.engine;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was written since the oldest open transaction began: which keys and which ranges, and at
 * which moment. Moments are counted: each transaction begins at one of its own.
 *
 * <p>Any number of threads may {@link #note} at once; everything else is for one thread that has
 * the {@link WriteGate} alone. Memory grows with the number of different keys that are written
 * while a transaction is open.
 */
final class RecentWrites {

  private static final long FEW = 1_024;

  private final ConcurrentSkipListMap<Key, Long> keys = new ConcurrentSkipListMap<>();
  private final Queue<WrittenRange> ranges = new ConcurrentLinkedQueue<>();
  private final AtomicLong noted = new AtomicLong();

  /** When the open transactions began. */
  private final TreeSet<Long> begun = new TreeSet<>();

  private final AtomicLong moments = new AtomicLong();
  private long notedAtMost = FEW;
  private volatile boolean watched;

  private record WrittenRange(KeyRange range, long moment) {}

  /** {@return the moment at which a transaction begins} */
  long begin() {
    long moment = moments.incrementAndGet();
    begun.add(moment);
    watched = true;
    return moment;
  }

  /** Forgets a transaction, and the writes that no other one can ask for. */
  void end(long began) {
    begun.remove(began);
    if (begun.isEmpty()) {
      watched = false;
      forgetBefore(Long.MAX_VALUE);
    } else if (noted.get() > notedAtMost) {
      forgetBefore(begun.first());
    }
  }

  private void forgetBefore(long oldest) {
    keys.values().removeIf(written -> written < oldest);
    ranges.removeIf(written -> written.moment < oldest);
    long left = keys.size() + (long) ranges.size();
    noted.set(left);
    notedAtMost = Math.max(FEW, 2 * left);
  }

  /** Notes that a key is being written, if there is a transaction that may ask for it. */
  void note(Key key) {
    if (watched) {
      keys.put(key, moments.get());
      noted.incrementAndGet();
    }
  }

  /** Notes that a range is being written, if there is a transaction that may ask for it. */
  void note(KeyRange range) {
    if (watched) {
      ranges.add(new WrittenRange(range, moments.get()));
      noted.incrementAndGet();
    }
  }

  /** {@return whether a key was written since a transaction began} */
  boolean isWrittenSince(long began, Key key) {
    Long written = keys.get(key);
    return (written != null && written >= began)
        || ranges.stream().anyMatch(some -> some.moment >= began && some.range.contains(key));
  }

  /** {@return where in a range something was written since a transaction began, in words} */
  Optional<String> findWrittenSince(long began, KeyRange range) {
    if (range.isEmpty()) {
      return Optional.empty();
    }
    for (Map.Entry<Key, Long> entry : keys.tailMap(Key.ofStored(range.lower())).entrySet()) {
      if (!range.contains(entry.getKey())) {
        break;
      }
      if (entry.getValue() >= began) {
        return Optional.of(entry.getKey().toString());
      }
    }
    return ranges.stream()
        .filter(some -> some.moment >= began && !some.range.intersection(range).isEmpty())
        .map(some -> "a key in " + some.range)
        .findFirst();
  }
}
