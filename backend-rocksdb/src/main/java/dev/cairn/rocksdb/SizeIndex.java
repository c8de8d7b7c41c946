package dev.cairn.rocksdb;

import dev.cairn.datastore.KeyRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * The sizes of the values, apart from them: to learn whether there is a value of 256 KiB, and of
 * how many bytes, RocksDB would read all of it.
 *
 * <p>For each entry there is one more, written in the same step: its key is that of the entry
 * behind a zero byte, its value the size in four bytes, most significant first. The keys of entries
 * begin with a slash, so the sizes lie together before them. A database has all sizes or none: the
 * key of a single zero byte, written when the database was empty, says that it has them.
 */
final class SizeIndex {

  private static final byte[] MARK = {0};

  /** For whoever finds it; long enough for a block of its own in front of large values. */
  private static final byte[] EXPLANATION =
      """
      This is a store of Cairn. Each entry, whose key begins with a slash, has its size in another: \
      its key is the same behind a zero byte, its value the length of the entry's value in four \
      bytes, most significant first. Write to both or to neither.
      """
          .getBytes(StandardCharsets.UTF_8);

  private SizeIndex() {}

  /** {@return whether a database has the sizes} */
  static boolean isIn(RocksDB db, ReadOptions reading) throws RocksDBException {
    return db.get(reading, MARK) != null;
  }

  /** Makes an empty database one that has them; leaves one that holds anything as it is. */
  static void beginIn(RocksDB db, ReadOptions reading, WriteOptions writing)
      throws RocksDBException {
    try (RocksIterator iterator = db.newIterator(reading)) {
      iterator.seekToFirst();
      iterator.status();
      if (!iterator.isValid()) {
        db.put(writing, MARK, EXPLANATION);
      }
    }
  }

  /** {@return the key of the size of an entry's value} */
  static byte[] keyFor(byte[] key) {
    byte[] shifted = new byte[key.length + 1];
    System.arraycopy(key, 0, shifted, 1, key.length);
    return shifted;
  }

  /** {@return the key of the entry to which the key of a size belongs} */
  static byte[] entryOf(byte[] key) {
    return Arrays.copyOfRange(key, 1, key.length);
  }

  /** {@return the bounds of the sizes of a range, the lower first} */
  static byte[][] boundsOf(KeyRange range) {
    return new byte[][] {keyFor(range.lower()), keyFor(RocksEngine.upperBound(range))};
  }

  static byte[] encode(int size) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(size).array();
  }

  static int decode(byte[] size) {
    return ByteBuffer.wrap(size).getInt();
  }
}
