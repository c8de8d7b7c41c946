package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.leveldb.LevelDbOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fusesource.leveldbjni.JniDBFactory;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.jspecify.annotations.Nullable;

/** LevelDB's own Java interface over its native library, tuned as {@link #OPTIONS}. */
final class BareLevelDb implements KeyValues {

  /** How both sides are tuned. */
  static final LevelDbOptions OPTIONS =
      LevelDbOptions.defaults().toBuilder()
          .driver(LevelDbOptions.Driver.NATIVE)
          .compression(LevelDbOptions.Compression.NONE)
          .build();

  private final ReadOptions reading = new ReadOptions().verifyChecksums(true);
  private final DB db;

  private BareLevelDb(Path directory, LevelDbOptions same) throws IOException {
    db =
        JniDBFactory.factory.open(
            directory.toFile(),
            new Options()
                .createIfMissing(true)
                .paranoidChecks(true)
                .compressionType(CompressionType.NONE)
                .writeBufferSize(same.writeBufferSize())
                .blockSize(same.blockSize())
                .cacheSize(same.blockCacheSize())
                .maxOpenFiles(same.maxOpenFiles()));
  }

  static KeyValues in(Path directory) throws IOException {
    return new BareLevelDb(directory, OPTIONS);
  }

  @Override
  public void put(Key key, byte[] value) {
    db.put(key.bytesWithoutCopy(), value);
  }

  @Override
  public void putAll(List<Key> keys, byte[][] values) throws IOException {
    try (WriteBatch batch = db.createWriteBatch()) {
      for (int i = 0; i < keys.size(); i++) {
        batch.put(keys.get(i).bytesWithoutCopy(), values[i % values.length]);
      }
      db.write(batch);
    }
  }

  @Override
  public byte @Nullable [] get(Key key) {
    return db.get(key.bytesWithoutCopy(), reading);
  }

  /** LevelDB reads one after the other. */
  @Override
  public int getAll(List<Key> keys) {
    int found = 0;
    for (Key key : keys) {
      found += get(key) == null ? 0 : 1;
    }
    return found;
  }

  @Override
  public boolean has(Key key) {
    return get(key) != null;
  }

  @Override
  public long scan(Key prefix) throws IOException {
    long bytes = 0;
    KeyRange range = KeyRange.below(prefix);
    byte[] upper = range.upper();
    try (DBIterator entries = db.iterator(reading)) {
      for (entries.seek(range.lower()); entries.hasNext(); ) {
        Map.Entry<byte[], byte[]> entry = entries.next();
        if (upper != null && Arrays.compareUnsigned(entry.getKey(), upper) >= 0) {
          break;
        }
        bytes += entry.getValue().length;
      }
    }
    return bytes;
  }

  /** LevelDB syncs by a write that asks for it. */
  @Override
  public void sync() throws IOException {
    try (WriteBatch nothing = db.createWriteBatch()) {
      db.write(nothing, new WriteOptions().sync(true));
    }
  }

  /** LevelDB does not tell. */
  @Override
  public void settle() {}

  @Override
  public void close() throws IOException {
    db.close();
  }
}
