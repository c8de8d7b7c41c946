package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.StorageEngine.Viewing.Shown;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Memory outside the heap into which RocksDB copies values to be shown, used again and again: at
 * most two buffers for each processor are kept, and none of more than 4 MiB.
 */
final class ReadBuffers {

  private static final int FIRST_SIZE = 64 * 1024;
  private static final int LARGEST_KEPT = 4 * 1024 * 1024;

  private final AtomicReferenceArray<@Nullable Buffers> kept =
      new AtomicReferenceArray<>(2 * Runtime.getRuntime().availableProcessors());

  /** {@return the value of a key, to be closed by the caller, or {@code null}} */
  @Nullable Shown show(RocksDB db, ReadOptions reading, byte[] key) throws RocksDBException {
    Buffers buffers = take();
    boolean shown = false;
    try {
      shown = buffers.read(db, reading, key);
      return shown ? buffers : null;
    } finally {
      if (!shown) {
        buffers.close();
      }
    }
  }

  private Buffers take() {
    for (int i = 0; i < kept.length(); i++) {
      Buffers buffers = kept.getAndSet(i, null);
      if (buffers != null) {
        return buffers;
      }
    }
    return new Buffers();
  }

  private void keep(Buffers buffers) {
    for (int i = 0; i < kept.length(); i++) {
      if (kept.compareAndSet(i, null, buffers)) {
        return;
      }
    }
  }

  /** A buffer for a key and one for its value, for one thread at a time. */
  private final class Buffers implements Shown {
    private ByteBuffer key = ByteBuffer.allocateDirect(256);
    private ByteBuffer value = ByteBuffer.allocateDirect(FIRST_SIZE);

    /** Reads a value, of whatever size it is meanwhile; returns whether there is one. */
    boolean read(RocksDB db, ReadOptions reading, byte[] name) throws RocksDBException {
      if (key.capacity() < name.length) {
        key = ByteBuffer.allocateDirect(name.length);
      }
      while (true) {
        key.clear().put(name).flip();
        value.clear();
        int size = db.get(reading, key, value);
        if (size == RocksDB.NOT_FOUND) {
          return false;
        }
        if (size <= value.capacity()) {
          value.position(0).limit(size);
          return true;
        }
        value = ByteBuffer.allocateDirect(roomFor(size));
      }
    }

    /** Some more than is needed, so that values that grow slowly find room. */
    private int roomFor(int size) {
      return (int) Math.min(Integer.MAX_VALUE - 8L, size + size / 4L);
    }

    @Override
    public ByteBuffer buffer() {
      return value;
    }

    @Override
    public void close() {
      if (value.capacity() <= LARGEST_KEPT) {
        keep(this);
      }
    }
  }
}
