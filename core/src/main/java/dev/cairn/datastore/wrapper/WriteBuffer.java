package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Key;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes that wait to be made, of each key the last. Any number of threads may read while one
 * writes.
 */
final class WriteBuffer {

  private final Map<Key, Write> writes = new ConcurrentHashMap<>();
  private volatile long bytes;

  /**
   * What is to be done with one key.
   *
   * @param value what it is set to, not to be changed; {@code null} removes it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Write(byte @Nullable [] value) {

    static final Write REMOVAL = new Write(null);

    boolean removes() {
      return value == null;
    }

    int length() {
      return value == null ? 0 : value.length;
    }

    void addTo(Batch batch, Key key) {
      if (value == null) {
        batch.delete(key);
      } else {
        batch.put(key, value);
      }
    }

    Optional<byte[]> copyOfValue() {
      return value == null ? Optional.empty() : Optional.of(value.clone());
    }
  }

  /** Returns what is to be done with {@code key}, or {@code null} where nothing is. */
  @Nullable Write find(Key key) {
    return writes.get(key);
  }

  int writes() {
    return writes.size();
  }

  /** Returns how many bytes the values have together. */
  long bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  /** Adds a write, in place of an earlier one of the same key. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
  void add(Key key, Write write) {
    Write earlier = writes.put(key, write);
    bytes += write.length() - (earlier == null ? 0L : earlier.length());
  }

  /** Adds earlier writes; where there is a later one here, that stays. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
  void addBeneath(WriteBuffer earlier) {
    earlier.writes.forEach(
        (key, write) -> {
          if (writes.putIfAbsent(key, write) == null) {
            bytes += write.length();
          }
        });
  }

  /** Adds all writes to a batch. */
  void addTo(Batch batch) {
    addTo(batch, write -> true);
  }

  /** Adds those writes to a batch that remove. */
  void addRemovalsTo(Batch batch) {
    addTo(batch, Write::removes);
  }

  /** Adds those writes to a batch that set values. */
  void addValuesTo(Batch batch) {
    addTo(batch, write -> !write.removes());
  }

  private void addTo(Batch batch, Predicate<Write> wanted) {
    writes.forEach(
        (key, write) -> {
          if (wanted.test(write)) {
            write.addTo(batch, key);
          }
        });
  }

  /** Hands over each write and forgets it; one that {@code taker} throws at stays. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
  void drain(BiConsumer<Key, Write> taker) {
    writes.forEach(
        (key, write) -> {
          taker.accept(key, write);
          writes.remove(key);
          bytes -= write.length();
        });
  }
}
