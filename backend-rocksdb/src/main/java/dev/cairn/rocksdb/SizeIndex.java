package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.EngineReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The sizes of the values, apart from them: to learn whether there is a value of 256 KiB, and of
 * how many bytes, RocksDB would read all of it.
 *
 * <p>It is a column family of the same keys, whose values are the sizes in four bytes, most
 * significant first, written in the same steps as the entries. The key {@code complete} in it says
 * that it is that of all entries: it is not where there were entries before there was the index, or
 * where a bulk load could not add to it. Then it goes on being written, and is not read.
 */
final class SizeIndex {

  /** No key of an entry, which begin with a slash, and greater than all of them. */
  private static final byte[] COMPLETE = "complete".getBytes(StandardCharsets.UTF_8);

  private static final byte[] NOTHING = new byte[0];

  private final RocksDB db;
  private final ColumnFamilyHandle family;
  private final AtomicLong loads = new AtomicLong();
  private volatile boolean complete;

  private SizeIndex(RocksDB db, ColumnFamilyHandle family, boolean complete) {
    this.db = db;
    this.family = family;
    this.complete = complete;
  }

  /** {@return the index of a database, as it is found} */
  static SizeIndex find(RocksDB db, ColumnFamilyHandle family, ReadOptions reading)
      throws RocksDBException {
    return new SizeIndex(db, family, db.get(family, reading, COMPLETE) != null);
  }

  /** Makes this index that of all entries, where there are none. */
  void completeIfEmpty(ReadOptions reading, WriteOptions writing) throws RocksDBException {
    if (!complete && isEmpty(db.getDefaultColumnFamily(), reading) && isEmpty(family, reading)) {
      db.put(family, writing, COMPLETE, NOTHING);
      complete = true;
    }
  }

  private boolean isEmpty(ColumnFamilyHandle some, ReadOptions reading) throws RocksDBException {
    try (RocksIterator iterator = db.newIterator(some, reading)) {
      iterator.seekToFirst();
      iterator.status();
      return !iterator.isValid();
    }
  }

  ColumnFamilyHandle family() {
    return family;
  }

  /** {@return whether this may be read now; to be asked before it is} */
  boolean isComplete() {
    return complete;
  }

  /** {@return how many bulk loads have begun, during each of which this may not be read} */
  long loads() {
    return loads.get();
  }

  /** {@return the size of the value of a key, or {@link EngineReader#ABSENT}} */
  long sizeOf(ReadOptions reading, byte[] key) throws RocksDBException {
    byte[] size = new byte[Integer.BYTES];
    return db.get(family, reading, key, size) == RocksDB.NOT_FOUND
        ? EngineReader.ABSENT
        : decode(size);
  }

  private static byte[] encode(int size) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(size).array();
  }

  static int decode(byte[] size) {
    return ByteBuffer.wrap(size).getInt();
  }

  void put(WriteBatch batch, byte[] key, int size) throws RocksDBException {
    batch.put(family, key, encode(size));
  }

  void delete(WriteBatch batch, byte[] key) throws RocksDBException {
    batch.delete(family, key);
  }

  void deleteRange(WriteBatch batch, byte[] lower, byte[] upper) throws RocksDBException {
    batch.deleteRange(family, lower, upper);
  }

  static void add(TableWriter tables, byte[] key, int size) throws RocksDBException {
    tables.add(key, encode(size));
  }

  /** A step of a bulk load. */
  interface Step {
    void run() throws RocksDBException;
  }

  /**
   * Runs a bulk load, while nothing else is written. That the index is complete is forgotten on the
   * medium before it begins, and comes back with the new sizes in one step: whenever the process
   * ends, and whenever another opens the database for reading, the index is right or not read.
   *
   * @param synced forces writes to the medium
   * @param entries makes the entries visible
   * @param sizes the tables of their sizes
   */
  void load(WriteOptions synced, Step entries, TableWriter sizes) throws RocksDBException {
    boolean wasComplete = complete;
    complete = false;
    loads.incrementAndGet();
    db.delete(family, synced, COMPLETE);
    entries.run();
    try {
      if (wasComplete) {
        sizes.add(COMPLETE, NOTHING);
      }
      sizes.finish();
      sizes.ingestInto(db, family);
      complete = wasComplete;
    } catch (RocksDBException e) {
      // The entries are in, so the load has succeeded. Without the sizes it is merely slower.
    }
  }
}
