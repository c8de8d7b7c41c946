package dev.cairn.rocksdb;

import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.datastore.spec.Following;
import java.nio.file.Path;

/**
 * A store that reads what another opening of the same directory writes, in this process or another,
 * while that goes on: it shows the store as it was when it last {@linkplain #catchUp() caught up}.
 * Opened by {@link RocksDbDatastore#openSecondary}.
 *
 * <p>It refuses writes and knows no snapshots; a listing shows one moment nevertheless.
 */
public final class RocksDbSecondary extends RocksDbStore implements Following {

  private final RocksFollower engine;

  private RocksDbSecondary(StoreDirectory directory, RocksFollower engine, RocksDbOptions options) {
    super(directory, engine, options);
    this.engine = engine;
  }

  /** Opens a secondary; see {@link RocksDbDatastore#openSecondary}. */
  static RocksDbSecondary open(Path primary, Path own, RocksDbOptions options) {
    StoreDirectory folder = StoreDirectory.claim(ENGINE, own);
    return folder.open(
        () -> {
          StoreDirectory directory = StoreDirectory.besideWriter(ENGINE, primary);
          RocksFollower engine =
              directory.open(
                  () ->
                      RocksEngine.open(
                          directory,
                          options,
                          handles -> RocksFollower.open(directory, folder, handles)),
                  RocksFaults::of);
          return new RocksDbSecondary(directory, engine, options);
        },
        RocksFaults::of);
  }

  @Override
  public void catchUp() {
    onEngine(
        "catch up with",
        () -> {
          engine.catchUp();
          return engine;
        });
  }
}
