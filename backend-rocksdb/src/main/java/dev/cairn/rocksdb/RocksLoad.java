package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.StorageEngine.BulkLoading.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Tables written beside those of a database, in a folder of their own within its directory, and
 * taken into it by a mere change of their names.
 */
final class RocksLoad implements Load {

  private final RocksDB db;
  private final Options options;
  private final Path folder;
  private final EnvOptions environment = new EnvOptions();
  private final List<String> tables = new ArrayList<>();
  private @Nullable SstFileWriter writer;
  private long bytesInTable;

  /**
   * Begins a load.
   *
   * @param db into which it goes
   * @param options of the database, which outlive the load
   * @param folder for its tables; does not exist yet
   */
  RocksLoad(RocksDB db, Options options, Path folder) throws IOException {
    this.db = db;
    this.options = options;
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public void add(byte[] key, byte[] value) throws RocksDBException {
    SstFileWriter table = writer == null ? begin() : writer;
    table.put(key, value);
    bytesInTable += key.length + value.length;
    if (bytesInTable >= options.targetFileSizeBase()) {
      finish(table);
    }
  }

  private SstFileWriter begin() throws RocksDBException {
    SstFileWriter table = new SstFileWriter(environment, options);
    writer = table; // closed with the load, also if this fails
    bytesInTable = 0;
    Path file = folder.resolve(tables.size() + ".sst");
    table.open(file.toString());
    tables.add(file.toString());
    return table;
  }

  /** Completes a table and forces it to the medium. */
  private void finish(SstFileWriter table) throws RocksDBException {
    table.finish();
    writer = null;
    table.close();
  }

  /** {@inheritDoc} RocksDB forces its list of tables to the medium before this returns. */
  @Override
  public void commit() throws RocksDBException {
    if (writer != null) {
      finish(writer);
    }
    try (IngestExternalFileOptions moving = new IngestExternalFileOptions().setMoveFiles(true)) {
      db.ingestExternalFile(tables, moving);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> held = new ArrayList<>();
    if (writer != null) {
      held.add(writer);
    }
    held.add(environment);
    held.add(() -> DurableFiles.deleteTree(folder));
    Closing.all(held);
  }
}
