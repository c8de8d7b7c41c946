package dev.cairn.testkit;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.GuardedScan;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.datastore.engine.QueryEngine;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A store that holds nothing and shows as many entries as one likes: each is made when it is
 * listed, and so a listing through any number of wrappers shows what those hold in memory.
 *
 * <p>Its keys are {@code /generated/000000000000} and so on, one for each number; a value is
 * {@value #VALUE_SIZE} bytes that begin with the number. It is read by any number of threads, and
 * every write is refused.
 */
public final class GeneratingDatastore implements Datastore {

  /** Below it lie all entries. */
  public static final Key PREFIX = Key.of("/generated");

  /** Bytes of each value. */
  public static final int VALUE_SIZE = 100;

  private static final int DIGITS = 12;

  private final long count;
  private final Lifecycle lifecycle;

  /**
   * Creates a store of so many entries.
   *
   * @param count at least 0
   * @throws IllegalArgumentException if it is negative
   */
  public GeneratingDatastore(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a store has at least 0 entries, not " + count);
    }
    this.count = count;
    this.lifecycle = new Lifecycle(toString());
  }

  /**
   * {@return the key of one entry}
   *
   * @param number from 0 on
   */
  public static Key key(long number) {
    String digits = Long.toString(number);
    return PREFIX.child(Key.of("/" + "0".repeat(DIGITS - digits.length()) + digits));
  }

  /**
   * {@return the value of one entry, made anew}
   *
   * @param number from 0 on
   */
  public static byte[] value(long number) {
    return ByteBuffer.allocate(VALUE_SIZE).putLong(number).array();
  }

  @Override
  public Optional<byte[]> get(Key key) {
    checkOpen();
    long number = firstAtOrAfter(key.toBytes());
    return number < count && key(number).equals(key)
        ? Optional.of(value(number))
        : Optional.empty();
  }

  @Override
  public boolean has(Key key) {
    return get(key).isPresent();
  }

  @Override
  public OptionalLong size(Key key) {
    return has(key) ? OptionalLong.of(VALUE_SIZE) : OptionalLong.empty();
  }

  /** Returns the least number whose key is not less than a bound, or the count. */
  private long firstAtOrAfter(byte[] bound) {
    long from = 0;
    long to = count;
    while (from < to) {
      long middle = (from + to) >>> 1;
      if (Arrays.compareUnsigned(key(middle).toBytes(), bound) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  @Override
  public Results query(Query query) {
    return QueryEngine.run(query, this::scan);
  }

  private GuardedScan scan(KeyRange range, Direction direction, Projection projection) {
    lifecycle.enter();
    try {
      long from = firstAtOrAfter(range.lower());
      byte[] upper = range.upper();
      long to = upper == null ? count : firstAtOrAfter(upper);
      return new Scan(lifecycle, from, to, direction);
    } finally {
      lifecycle.exit();
    }
  }

  private void checkOpen() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
  }

  @Override
  public void put(Key key, byte[] value) {
    throw refusal("put " + key);
  }

  @Override
  public void delete(Key key) {
    throw refusal("delete " + key);
  }

  private ReadOnlyDatastoreException refusal(String attempt) {
    checkOpen();
    return new ReadOnlyDatastoreException(
        "cannot %s: %s makes its entries by itself".formatted(attempt, this));
  }

  @Override
  public void sync(Key prefix) {
    checkOpen();
  }

  @Override
  public void close() {
    lifecycle.close(() -> {});
  }

  @Override
  public String toString() {
    return "the store of %d generated entries".formatted(count);
  }

  private static final class Scan extends GuardedScan {
    private final Direction direction;
    private long from;
    private long to;

    Scan(Lifecycle lifecycle, long from, long to, Direction direction) {
      super(lifecycle);
      this.from = from;
      this.to = to;
      this.direction = direction;
    }

    @Override
    protected @Nullable Entry advance() {
      if (from >= to) {
        return null;
      }
      long number = direction == Direction.ASCENDING ? from++ : --to;
      return Entry.of(key(number), value(number));
    }

    @Override
    protected void release() {}
  }
}
