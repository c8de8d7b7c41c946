package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.StorageEngine.BulkLoading.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Tables written beside those of a database, in a folder of their own within its directory, and
 * taken into it by a mere change of their names.
 */
final class RocksLoad implements Load {

  private final RocksDB db;
  private final boolean indexed;
  private final Path folder;
  private final TableWriter entries;
  private final TableWriter sizes;

  /**
   * Begins a load.
   *
   * @param db into which it goes
   * @param options of the database; outlive the load
   * @param indexed whether the database has a {@link SizeIndex}
   * @param folder for the tables; does not exist yet
   */
  RocksLoad(RocksDB db, Options options, boolean indexed, Path folder) throws IOException {
    this.db = db;
    this.indexed = indexed;
    this.folder = Files.createDirectories(folder);
    this.entries = new TableWriter(folder, "entries", options);
    this.sizes = new TableWriter(folder, "sizes", options);
  }

  @Override
  public void add(byte[] key, byte[] value) throws RocksDBException {
    entries.add(key, value);
    if (indexed) {
      sizes.add(SizeIndex.keyFor(key), SizeIndex.encode(value.length));
    }
  }

  /** {@inheritDoc} RocksDB forces its list of tables to the medium before this returns. */
  @Override
  public void commit() throws RocksDBException {
    List<String> tables = new ArrayList<>(entries.finish());
    tables.addAll(sizes.finish());
    try (IngestExternalFileOptions moving = new IngestExternalFileOptions().setMoveFiles(true)) {
      db.ingestExternalFile(tables, moving);
    }
  }

  @Override
  public void close() {
    Closing.all(List.<AutoCloseable>of(entries, sizes, () -> DurableFiles.deleteTree(folder)));
  }
}
