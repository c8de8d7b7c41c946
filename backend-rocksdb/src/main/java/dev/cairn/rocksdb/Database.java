package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.Closing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * An open database. Its entries are in the default column family; where it has the one named {@code
 * cairn-sizes}, that is their {@link SizeIndex}.
 */
final class Database implements AutoCloseable {

  private static final byte[] SIZES = "cairn-sizes".getBytes(StandardCharsets.UTF_8);

  private final NativeOptions options;
  private final List<AutoCloseable> families = new ArrayList<>();
  private final RocksDB db;
  private final @Nullable ColumnFamilyHandle sizes;

  private Database(NativeOptions options, RocksDB db, List<ColumnFamilyHandle> families) {
    this.options = options;
    this.db = db;
    this.families.addAll(families);
    this.sizes = families.size() > 1 ? families.get(1) : null;
  }

  /** One of RocksDB's ways to open a database. */
  interface Opening {
    RocksDB open(
        DBOptions options,
        String path,
        List<ColumnFamilyDescriptor> families,
        List<ColumnFamilyHandle> handles)
        throws RocksDBException;
  }

  /** Who makes the column family for the sizes where there is none. */
  enum Sizes {
    CREATED,
    AS_FOUND
  }

  /**
   * Opens a database.
   *
   * @param path its directory
   * @param options closed with the database; not where it cannot be opened
   * @param missing what is done where there is no column family for the sizes
   * @param opening how it is opened
   */
  static Database open(Path path, NativeOptions options, Sizes missing, Opening opening)
      throws RocksDBException {
    List<ColumnFamilyDescriptor> families = new ArrayList<>();
    families.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options.forEntries()));
    if (missing == Sizes.CREATED || hasSizes(path, options)) {
      families.add(new ColumnFamilyDescriptor(SIZES, options.forSizes()));
    }
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    // The two are written to tables together, so that neither keeps the log of the other alive.
    DBOptions both = options.forDatabase().setAtomicFlush(families.size() > 1);
    RocksDB db = opening.open(both, path.toString(), families, handles);
    return new Database(options, db, handles);
  }

  private static boolean hasSizes(Path path, NativeOptions options) throws RocksDBException {
    return Files.exists(path.resolve("CURRENT"))
        && RocksDB.listColumnFamilies(options.options(), path.toString()).stream()
            .anyMatch(name -> Arrays.equals(name, SIZES));
  }

  RocksDB db() {
    return db;
  }

  NativeOptions options() {
    return options;
  }

  /** {@return the column family for the sizes, if there is one} */
  @Nullable ColumnFamilyHandle sizes() {
    return sizes;
  }

  /** Frees the column families, the database, and then what it was opened with. */
  @Override
  public void close() {
    Closing.all(List.<AutoCloseable>of(this::closeWithoutOptions, options));
  }

  /** Frees the column families and the database, but not what it was opened with. */
  void closeWithoutOptions() {
    List<AutoCloseable> inOrder = new ArrayList<>(families);
    inOrder.add(db);
    Closing.all(inOrder);
  }
}
