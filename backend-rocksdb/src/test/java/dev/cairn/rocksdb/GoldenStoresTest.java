package dev.cairn.rocksdb;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.testkit.GoldenStoresContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Stores as version 0.1 has written them, with and without an index of sizes. Every preset of every
 * later version has to read them, and what RocksDB alone wrote.
 */
final class GoldenStoresTest extends GoldenStoresContract {

  @TempDir private Path directory;

  @Override
  protected List<Golden> golden() {
    return List.of(
        written("small-records", RocksDbOptions.forSmallRecords()),
        written("blocks", RocksDbOptions.forBlocks()));
  }

  private static Golden written(String name, RocksDbOptions options) {
    return new Golden(name, List.of(path -> RocksDbDatastore.open(path, options)));
  }

  @Override
  protected List<Opening> openings() {
    return List.of(
        opening("small records", RocksDbOptions.forSmallRecords()),
        opening("blocks", RocksDbOptions.forBlocks()),
        opening("bulk rebuild", RocksDbOptions.forBulkRebuild()));
  }

  private static Opening opening(String name, RocksDbOptions options) {
    return new Opening(
        name,
        path -> RocksDbDatastore.open(path, options),
        path -> RocksDbDatastore.openReadOnly(path, options));
  }

  @Test
  void a_store_that_rocksdb_alone_wrote_is_read() throws RocksDBException {
    NativeLibrary.load();
    Path raw = directory.resolve("raw");
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB db = RocksDB.open(options, raw.toString())) {
      for (Map.Entry<Key, byte[]> entry : contents().entrySet()) {
        db.put(entry.getKey().toBytes(), entry.getValue());
      }
    }

    try (Datastore store = RocksDbDatastore.open(raw, RocksDbOptions.forBlocks())) {
      assertHoldsContents(store);
    }
  }

  /** Writes the stores: once for each version that writes differently. Takes their folder. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      new GoldenStoresTest().writeGolden(Path.of(arguments[0]));
    }
  }
}
