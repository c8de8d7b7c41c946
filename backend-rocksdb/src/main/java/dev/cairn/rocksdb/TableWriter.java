package dev.cairn.rocksdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/** Writes sorted entries into tables that a database can take in. */
final class TableWriter implements AutoCloseable {

  private final Path folder;
  private final String kind;
  private final Options options;
  private final EnvOptions environment = new EnvOptions();
  private final List<String> tables = new ArrayList<>();
  private @Nullable SstFileWriter writer;
  private long bytesInTable;

  /**
   * Creates a writer of no table yet.
   *
   * @param folder where the tables go
   * @param kind the beginning of their names
   * @param options of the database that is to take them; outlive the writer
   */
  TableWriter(Path folder, String kind, Options options) {
    this.folder = folder;
    this.kind = kind;
    this.options = options;
  }

  /** Adds an entry whose key is greater than all before. */
  void add(byte[] key, byte[] value) throws RocksDBException {
    SstFileWriter table = writer == null ? begin() : writer;
    table.put(key, value);
    bytesInTable += key.length + value.length;
    if (bytesInTable >= options.targetFileSizeBase()) {
      finish(table);
    }
  }

  private SstFileWriter begin() throws RocksDBException {
    SstFileWriter table = new SstFileWriter(environment, options);
    writer = table; // closed with this, also if opening fails
    bytesInTable = 0;
    String file = folder.resolve(kind + "-" + tables.size() + ".sst").toString();
    table.open(file);
    tables.add(file);
    return table;
  }

  /** Completes a table and forces it to the medium. */
  private void finish(SstFileWriter table) throws RocksDBException {
    table.finish();
    writer = null;
    table.close();
  }

  /** Completes the last table; returns the files. */
  List<String> finish() throws RocksDBException {
    if (writer != null) {
      finish(writer);
    }
    return tables;
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
    environment.close();
  }
}
