package dev.cairn.leveldb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import dev.cairn.leveldb.LevelDbOptions.Driver;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens {@link LevelDbDatastore}s: the type {@code levelds}, as Kubo describes it.
 *
 * <p>Fields: {@code path}, a text; {@code compression}, {@code none}, {@code snappy} or empty for
 * the default, Snappy; and some that Kubo does not know: {@code driver}, {@code auto}, {@code
 * native} or {@code pure-java}; {@code syncWrites}, true where every write is to be forced to the
 * medium; {@code paranoidChecks} and {@code trustStorage}, true or false; and, in bytes or files,
 * {@code writeBufferSize}, {@code blockCacheSize}, {@code maxOpenFiles} and {@code diskReserve}.
 * What they mean, and what holds without them, is said at {@link LevelDbOptions.Builder}. Of all
 * these, the path alone cannot change later.
 */
public final class LevelDbDriver implements DatastoreDriver {

  private static final String PATH = "path";
  private static final String COMPRESSION = "compression";
  private static final String DRIVER = "driver";
  private static final String SYNC_WRITES = "syncWrites";
  private static final String PARANOID_CHECKS = "paranoidChecks";
  private static final String TRUST_STORAGE = "trustStorage";
  private static final String WRITE_BUFFER_SIZE = "writeBufferSize";
  private static final String BLOCK_CACHE_SIZE = "blockCacheSize";
  private static final String MAX_OPEN_FILES = "maxOpenFiles";
  private static final String DISK_RESERVE = "diskReserve";

  /** For {@link java.util.ServiceLoader}. */
  public LevelDbDriver() {}

  @Override
  public String type() {
    return "levelds";
  }

  @Override
  public List<SpecField> fields() {
    return List.of(
        SpecField.path(PATH).required().onDisk(),
        SpecField.choice(COMPRESSION, "none", "snappy", ""),
        SpecField.choice(DRIVER, "auto", "native", "pure-java"),
        SpecField.flag(SYNC_WRITES),
        SpecField.flag(PARANOID_CHECKS),
        SpecField.flag(TRUST_STORAGE),
        SpecField.whole(WRITE_BUFFER_SIZE, 64 << 10, 1 << 30),
        SpecField.whole(BLOCK_CACHE_SIZE, 1 << 20, Long.MAX_VALUE),
        SpecField.whole(MAX_OPEN_FILES, 20, 50_000),
        SpecField.whole(DISK_RESERVE, 0, LevelDbOptions.MAX_RESERVE));
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    Path path = context.resolve(spec.text(PATH));
    LevelDbOptions options = options(spec);
    return context.mode() == AccessMode.READ_ONLY
        ? LevelDbDatastore.openReadOnly(path, options)
        : LevelDbDatastore.open(path, options);
  }

  private static LevelDbOptions options(Spec spec) {
    LevelDbOptions.Builder options =
        LevelDbOptions.defaults().toBuilder().compression(compression(spec)).driver(driver(spec));
    if (spec.flagIfPresent(SYNC_WRITES).orElse(false)) {
      options.durability(Durability.SYNCED);
    }
    if (spec.flagIfPresent(TRUST_STORAGE).orElse(false)) {
      options.trustStorage();
    }
    spec.flagIfPresent(PARANOID_CHECKS).ifPresent(options::paranoidChecks);
    spec.wholeIfPresent(WRITE_BUFFER_SIZE)
        .ifPresent(bytes -> options.writeBufferSize(Math.toIntExact(bytes)));
    spec.wholeIfPresent(BLOCK_CACHE_SIZE).ifPresent(options::blockCacheSize);
    spec.wholeIfPresent(MAX_OPEN_FILES)
        .ifPresent(files -> options.maxOpenFiles(Math.toIntExact(files)));
    spec.wholeIfPresent(DISK_RESERVE).ifPresent(options::diskReserve);
    return options.build();
  }

  private static Compression compression(Spec spec) {
    String name = spec.textIfPresent(COMPRESSION).orElse("");
    return switch (name) {
      case "none" -> Compression.NONE;
      case "snappy" -> Compression.SNAPPY;
      case "" -> LevelDbOptions.defaults().compression();
      default -> throw wrong(spec, COMPRESSION, name, "none, snappy or an empty text");
    };
  }

  private static Driver driver(Spec spec) {
    String name = spec.textIfPresent(DRIVER).orElse("auto");
    return switch (name) {
      case "auto" -> Driver.AUTO;
      case "native" -> Driver.NATIVE;
      case "pure-java" -> Driver.PURE_JAVA;
      default -> throw wrong(spec, DRIVER, name, "auto, native or pure-java");
    };
  }

  private static SpecException wrong(Spec spec, String field, String found, String expected) {
    return new SpecException(
        spec.where() + "." + field, "expected %s, found \"%s\"".formatted(expected, found));
  }
}
