package dev.cairn.datastore.engine;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An engine in memory that fails when it is told to, blocks where it is told to, and does not bear
 * being touched when it is closed.
 */
class TestEngine implements StorageEngine {

  /** Where a read of one key waits. */
  static final class Gate {
    final Key key;
    final CountDownLatch reached = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    Gate(Key key) {
      this.key = key;
    }
  }

  final AtomicInteger openCursors = new AtomicInteger();
  final AtomicInteger openSnapshots = new AtomicInteger();
  final AtomicInteger syncs = new AtomicInteger();
  volatile @Nullable Exception failure;
  volatile @Nullable Exception failureOfCursors;
  volatile @Nullable Gate gate;
  volatile boolean closed;

  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicReference<NavigableMap<Key, byte[]>> contents =
      new AtomicReference<>(new TreeMap<>());

  final NavigableMap<Key, byte[]> now() {
    return contents.get();
  }

  private interface Change {
    void apply(NavigableMap<Key, byte[]> contents);
  }

  private void change(Change change) throws Exception {
    checkUsable();
    writing.lock();
    try {
      NavigableMap<Key, byte[]> changed = new TreeMap<>(now());
      change.apply(changed);
      contents.set(changed);
    } finally {
      writing.unlock();
    }
  }

  void checkUsable() throws Exception {
    if (closed) {
      throw new AssertionError("the engine was touched after it was closed");
    }
    Exception planned = failure;
    if (planned != null) {
      throw planned;
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws Exception {
    checkUsable();
    Key name = Key.ofStored(key);
    Gate waiting = gate;
    if (waiting != null && waiting.key.equals(name)) {
      waiting.reached.countDown();
      waiting.open.await();
    }
    byte[] value = now().get(name);
    return value == null ? null : value.clone();
  }

  @Override
  public long size(byte[] key) throws Exception {
    checkUsable();
    byte[] value = now().get(Key.ofStored(key));
    return value == null ? ABSENT : value.length;
  }

  @Override
  public void put(byte[] key, byte[] value) throws Exception {
    byte[] copy = value.clone();
    change(all -> all.put(Key.ofStored(key), copy));
  }

  @Override
  public void delete(byte[] key) throws Exception {
    change(all -> all.remove(Key.ofStored(key)));
  }

  @Override
  public void write(Iterable<Operation> operations, Durability durability) throws Exception {
    change(
        all -> {
          for (Operation operation : operations) {
            byte[] value = operation.value();
            if (value == null) {
              all.remove(operation.key());
            } else {
              all.put(operation.key(), value);
            }
          }
        });
    if (durability == Durability.SYNCED) {
      sync();
    }
  }

  @Override
  public void sync() throws Exception {
    checkUsable();
    syncs.incrementAndGet();
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) throws Exception {
    checkUsable();
    return scan(now(), range, direction);
  }

  final Cursor scan(NavigableMap<Key, byte[]> seen, KeyRange range, Direction direction) {
    NavigableMap<Key, byte[]> all = direction == Direction.ASCENDING ? seen : seen.descendingMap();
    Iterator<Map.Entry<Key, byte[]>> entries =
        all.entrySet().stream().filter(entry -> range.contains(entry.getKey())).iterator();
    openCursors.incrementAndGet();
    return new Cursor() {
      @Override
      public @Nullable Entry advance() throws Exception {
        checkUsable();
        Exception planned = failureOfCursors;
        if (planned != null) {
          throw planned;
        }
        if (!entries.hasNext()) {
          return null;
        }
        Map.Entry<Key, byte[]> entry = entries.next();
        return Entry.of(entry.getKey(), entry.getValue().clone());
      }

      @Override
      public void close() {
        if (closed) {
          throw new AssertionError("a cursor was closed after its engine");
        }
        openCursors.decrementAndGet();
      }
    };
  }

  final void deleteAll(KeyRange range) throws Exception {
    change(all -> all.keySet().removeIf(range::contains));
  }

  @Override
  public void close() throws Exception {
    checkUsable();
    closed = true;
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return failure instanceof IOException
        ? EngineFault.ofSystemMessage(String.valueOf(failure.getMessage()))
        : EngineFault.OTHER;
  }

  /** One that can do all that an engine may be able to do. */
  static final class Able extends TestEngine
      implements Snapshotting,
          RangeDeleting,
          Viewing,
          Compacting,
          BulkLoading,
          Checkpointing,
          Checking {

    final List<KeyRange> compacted = new ArrayList<>();
    final AtomicInteger openLoads = new AtomicInteger();
    final AtomicInteger openShows = new AtomicInteger();

    @Override
    public void deleteRange(KeyRange range) throws Exception {
      deleteAll(range);
    }

    @Override
    public EngineReader snapshot() throws Exception {
      checkUsable();
      openSnapshots.incrementAndGet();
      return new Moment(this, now());
    }

    @Override
    public @Nullable Shown show(byte[] key) throws Exception {
      byte[] value = get(key);
      if (value == null) {
        return null;
      }
      openShows.incrementAndGet();
      return new Shown() {
        @Override
        public ByteBuffer buffer() {
          return ByteBuffer.wrap(value);
        }

        @Override
        public void close() {
          openShows.decrementAndGet();
        }
      };
    }

    @Override
    public void compact(KeyRange range) throws Exception {
      checkUsable();
      compacted.add(range);
    }

    @Override
    public Load bulkLoad() throws Exception {
      checkUsable();
      openLoads.incrementAndGet();
      List<Operation> entries = new ArrayList<>();
      return new Load() {
        @Override
        public void add(byte[] key, byte[] value) throws Exception {
          checkUsable();
          entries.add(new Operation(Key.ofStored(key), value.clone()));
        }

        @Override
        public void commit() throws Exception {
          write(entries, Durability.SYNCED);
        }

        @Override
        public void close() throws Exception {
          openLoads.decrementAndGet();
          checkUsable();
        }
      };
    }

    @Override
    public void checkpoint(Path target) throws Exception {
      Files.createDirectory(target);
      Files.write(target.resolve("half"), new byte[1]);
      checkUsable();
    }

    @Override
    public List<String> check() {
      return List.of("one entry is damaged");
    }
  }

  private static final class Moment implements EngineReader {
    private final TestEngine engine;
    private final NavigableMap<Key, byte[]> seen;
    private boolean closed;

    Moment(TestEngine engine, NavigableMap<Key, byte[]> seen) {
      this.engine = engine;
      this.seen = seen;
    }

    private void check() throws Exception {
      engine.checkUsable();
      if (closed) {
        throw new AssertionError("the snapshot was touched after it was closed");
      }
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws Exception {
      check();
      byte[] value = seen.get(Key.ofStored(key));
      return value == null ? null : value.clone();
    }

    @Override
    public long size(byte[] key) throws Exception {
      byte[] value = get(key);
      return value == null ? ABSENT : value.length;
    }

    @Override
    public Cursor scan(KeyRange range, Direction direction, Projection projection)
        throws Exception {
      check();
      return engine.scan(seen, range, direction);
    }

    @Override
    public void close() throws Exception {
      engine.openSnapshots.decrementAndGet();
      check();
      closed = true;
    }
  }
}
