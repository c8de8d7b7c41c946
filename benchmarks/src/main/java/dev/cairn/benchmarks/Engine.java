package dev.cairn.benchmarks;

import dev.cairn.datastore.Batching;
import dev.cairn.leveldb.LevelDbDatastore;
import dev.cairn.rocksdb.RocksDbDatastore;
import dev.cairn.rocksdb.RocksDbOptions;
import java.nio.file.Path;
import java.util.function.Function;

/** The engines: ours, and bare with the same options. */
enum Engine {
  LEVELDB("LevelDB", path -> LevelDbDatastore.open(path, BareLevelDb.OPTIONS), BareLevelDb::in),
  ROCKSDB(
      "RocksDB", path -> RocksDbDatastore.open(path, RocksDbOptions.forBlocks()), BareRocksDb::in);

  /** Opens a bare store. */
  interface Opener {
    /**
     * {@return the store}
     *
     * @throws Exception whatever the engine throws
     */
    KeyValues in(Path directory) throws Exception;
  }

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // a method
  private final Function<Path, Batching> ours;

  @SuppressWarnings("ImmutableEnumChecker") // a method
  private final Opener bare;

  Engine(String title, Function<Path, Batching> ours, Opener bare) {
    this.title = title;
    this.ours = ours;
    this.bare = bare;
  }

  /** {@return our datastore in a directory} */
  Batching ours(Path directory) {
    return ours.apply(directory);
  }

  /** {@return the bare engine in a directory} */
  KeyValues bare(Path directory) throws Exception {
    return bare.in(directory);
  }

  @Override
  public String toString() {
    return title;
  }
}
