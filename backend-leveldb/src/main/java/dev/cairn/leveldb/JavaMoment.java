package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store of the library in Java at one moment.
 *
 * <p>The library's own snapshots lose keys: its compactions do not know of them. Its iterators keep
 * their moment, with its tables. So this is one iterator, which all reads share under a lock; a
 * listing that finds it elsewhere goes back to where it was.
 */
final class JavaMoment implements EngineReader {

  private final ReentrantLock lock = new ReentrantLock();
  private final ForwardSteps steps;

  /** Where the iterator is, if that is of use to a listing. */
  private @Nullable Walk at;

  /**
   * Takes an iterator over.
   *
   * @param steps closed with this
   */
  JavaMoment(ForwardSteps steps) {
    this.steps = steps;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    lock.lock();
    try {
      at = null;
      steps.seek(key);
      Map.Entry<byte[], byte[]> found = steps.next();
      return found != null && Arrays.equals(found.getKey(), key) ? found.getValue() : null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size(byte[] key) {
    byte[] value = get(key);
    return value == null ? ABSENT : value.length;
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    return direction == Direction.ASCENDING
        ? new ForwardCursor(new Walk(), range, projection)
        : new WindowedCursor(new Walk(), range, projection);
  }

  @Override
  public void close() {
    steps.close();
  }

  /** The way of one listing along the iterator of all. */
  private final class Walk implements ForwardSteps {

    /** The least key that can come next. */
    private byte[] place = {};

    @Override
    public void seek(byte[] key) {
      lock.lock();
      try {
        steps.seek(key);
        place = key;
        at = this;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> next() {
      lock.lock();
      try {
        if (at != this) {
          seek(place);
        }
        Map.Entry<byte[], byte[]> next = steps.next();
        if (next != null) {
          byte[] key = next.getKey();
          place = Arrays.copyOf(key, key.length + 1); // the least that is greater
        }
        return next;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}
