package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.StorageEngine.BulkLoading.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * Tables written beside those of a database, in a folder of their own within its directory, and
 * taken into it by a mere change of their names.
 */
final class RocksLoad implements Load {

  private final RocksDB db;
  private final @Nullable SizeIndex index;
  private final WriteOptions synced;
  private final Path folder;
  private final TableWriter entries;
  private final TableWriter sizes;

  /**
   * Begins a load.
   *
   * @param database into which it goes
   * @param index the sizes of its values, where it has them
   * @param synced forces writes to the medium
   * @param folder for the tables; does not exist yet
   */
  RocksLoad(Database database, @Nullable SizeIndex index, WriteOptions synced, Path folder)
      throws IOException {
    this.db = database.db();
    this.index = index;
    this.synced = synced;
    this.folder = Files.createDirectories(folder);
    this.entries = new TableWriter(folder, "entries", database.options().options());
    this.sizes = new TableWriter(folder, "sizes", database.options().optionsForSizes());
  }

  @Override
  public void add(byte[] key, byte[] value) throws RocksDBException {
    entries.add(key, value);
    if (index != null) {
      SizeIndex.add(sizes, key, value.length);
    }
  }

  @Override
  public void commit() throws RocksDBException {
    entries.finish();
    if (index == null) {
      ingestEntries();
    } else {
      index.load(synced, this::ingestEntries, sizes);
    }
  }

  private void ingestEntries() throws RocksDBException {
    entries.ingestInto(db, db.getDefaultColumnFamily());
  }

  @Override
  public void close() {
    Closing.all(List.<AutoCloseable>of(entries, sizes, () -> DurableFiles.deleteTree(folder)));
  }
}
