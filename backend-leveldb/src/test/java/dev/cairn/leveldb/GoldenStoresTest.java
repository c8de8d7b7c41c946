package dev.cairn.leveldb;

import dev.cairn.datastore.Datastore;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import dev.cairn.testkit.GoldenStoresContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Stores as version 0.1 has written them, with both libraries: tables with and without compression,
 * and a log. Both libraries of every later version have to read them. (Those of goleveldb: {@link
 * KuboStoresTest}.)
 */
final class GoldenStoresTest extends GoldenStoresContract {

  @Override
  protected List<Golden> golden() {
    return List.of(written("native", Driver.NATIVE), written("pure-java", Driver.PURE_JAVA));
  }

  private static Golden written(String name, Driver driver) {
    LevelDbOptions options = by(driver);
    LevelDbOptions plain = options.toBuilder().compression(Compression.NONE).build();
    return new Golden(name, List.of(opened(options), opened(plain)));
  }

  private static Function<Path, Datastore> opened(LevelDbOptions options) {
    return directory -> LevelDbDatastore.open(directory, options);
  }

  @Override
  protected List<Opening> openings() {
    return List.of(opening(Driver.NATIVE), opening(Driver.PURE_JAVA));
  }

  private static Opening opening(Driver driver) {
    LevelDbOptions options = by(driver);
    return new Opening(
        driver.name(),
        opened(options),
        directory -> LevelDbDatastore.openReadOnly(directory, options));
  }

  private static LevelDbOptions by(Driver driver) {
    return LevelDbOptions.defaults().toBuilder().driver(driver).build();
  }

  /** Writes the stores: once for each version that writes differently. Takes their folder. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      new GoldenStoresTest().writeGolden(Path.of(arguments[0]));
    }
  }
}
