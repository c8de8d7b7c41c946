package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.EngineDatastore;
import dev.cairn.datastore.engine.StoreDirectory;
import java.util.Optional;
import org.rocksdb.Statistics;

/**
 * What can be asked of every RocksDB store, beside what every datastore answers.
 *
 * <p>For any number of threads. Every method but {@link #options()} throws {@link
 * DatastoreClosedException} once the store is closed.
 */
public abstract sealed class RocksDbStore extends EngineDatastore
    permits RocksDbDatastore, RocksDbSecondary {

  static final String ENGINE = "RocksDB";

  private final RocksEngine engine;
  private final RocksDbOptions options;

  RocksDbStore(StoreDirectory directory, RocksEngine engine, RocksDbOptions options) {
    super(directory, engine);
    this.engine = engine;
    this.options = options;
  }

  /** {@return the options that the store was opened with} */
  public final RocksDbOptions options() {
    return options;
  }

  /**
   * {@return what RocksDB says of itself under a name; nothing where it knows no such name}
   *
   * @param name such as {@code rocksdb.stats} or {@code rocksdb.estimate-num-keys}, listed with
   *     RocksDB
   * @throws DatastoreException if RocksDB cannot tell
   */
  public final Optional<String> property(String name) {
    return onEngine("read the property " + name, () -> engine.property(name));
  }

  /**
   * {@return about how many bytes the entries of a range take, in tables and in memory} Of what was
   * deleted or overwritten a part may count. Reads no entries.
   *
   * @param range the keys
   * @throws DatastoreException if RocksDB cannot tell
   */
  public final long approximateSize(KeyRange range) {
    return onEngine("measure " + range, () -> engine.approximateSize(range));
  }

  /**
   * {@return how much memory the store takes}
   *
   * @throws DatastoreException if RocksDB cannot tell
   */
  public final RocksDbMemory memoryUsage() {
    return onEngine("measure the memory of", engine::memoryUsage);
  }

  /**
   * {@return what RocksDB counted since the store was opened; nothing where it does not, see {@link
   * RocksDbOptions.Builder#countStatistics()}}
   */
  public final Optional<RocksDbStatistics> statistics() {
    return onEngine(
        "read the statistics of",
        () -> {
          Statistics counting = engine.options().statistics();
          return counting == null ? Optional.empty() : Optional.of(RocksDbStatistics.of(counting));
        });
  }
}
