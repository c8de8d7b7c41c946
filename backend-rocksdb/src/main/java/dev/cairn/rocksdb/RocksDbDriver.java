package dev.cairn.rocksdb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.FollowableDriver;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.rocksdb.RocksDbOptions.Compression;
import dev.cairn.rocksdb.RocksDbOptions.LogLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Opens {@link RocksDbDatastore}s: the type {@code rocksds}.
 *
 * <p>Fields, of which the path alone cannot change later:
 *
 * <ul>
 *   <li>{@code path}, a text;
 *   <li>{@code preset}, {@code small-records} (also where it is absent), {@code blocks} or {@code
 *       bulk-rebuild}; the others change what the preset says;
 *   <li>{@code compression}, {@code none}, {@code snappy}, {@code lz4} or {@code zstd};
 *   <li>{@code syncWrites}, true where every write is to be forced to the medium;
 *   <li>{@code blockCacheBytes}, {@code writeBufferBytes} and {@code maxOpenFiles}, whole numbers;
 *   <li>{@code trustStorage}, true where no checksum is to be verified (see {@link
 *       RocksDbOptions.Builder#trustStorage()} for what that risks);
 *   <li>{@code statistics}, true where RocksDB is to count what it does;
 *   <li>{@code logLevel}, {@code debug}, {@code info}, {@code warn}, {@code error} or {@code
 *       fatal}.
 * </ul>
 */
public final class RocksDbDriver implements FollowableDriver {

  private static final String PATH = "path";
  private static final String PRESET = "preset";
  private static final String COMPRESSION = "compression";
  private static final String SYNC_WRITES = "syncWrites";
  private static final String BLOCK_CACHE = "blockCacheBytes";
  private static final String WRITE_BUFFER = "writeBufferBytes";
  private static final String OPEN_FILES = "maxOpenFiles";
  private static final String TRUST_STORAGE = "trustStorage";
  private static final String STATISTICS = "statistics";
  private static final String LOG_LEVEL = "logLevel";

  private static final String[] PRESETS = {"small-records", "blocks", "bulk-rebuild"};

  /** For {@link java.util.ServiceLoader}. */
  public RocksDbDriver() {}

  @Override
  public String type() {
    return "rocksds";
  }

  @Override
  public List<SpecField> fields() {
    return List.of(
        SpecField.path(PATH).required().onDisk(),
        SpecField.choice(PRESET, PRESETS),
        SpecField.choice(COMPRESSION, names(Compression.values())),
        SpecField.flag(SYNC_WRITES),
        SpecField.whole(BLOCK_CACHE, 1 << 20, Long.MAX_VALUE),
        SpecField.whole(WRITE_BUFFER, 64 << 10, Long.MAX_VALUE),
        SpecField.whole(OPEN_FILES, 20, Integer.MAX_VALUE),
        SpecField.flag(TRUST_STORAGE),
        SpecField.flag(STATISTICS),
        SpecField.choice(LOG_LEVEL, names(LogLevel.values())));
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    Path path = context.resolve(spec.text(PATH));
    RocksDbOptions options = options(spec);
    return context.mode() == AccessMode.READ_ONLY
        ? RocksDbDatastore.openReadOnly(path, options)
        : RocksDbDatastore.open(path, options);
  }

  @Override
  public RocksDbSecondary follow(Spec spec, DriverContext context, Path own) {
    return RocksDbDatastore.openSecondary(context.resolve(spec.text(PATH)), own, options(spec));
  }

  private static RocksDbOptions options(Spec spec) {
    RocksDbOptions.Builder options = preset(spec).toBuilder();
    spec.textIfPresent(COMPRESSION)
        .ifPresent(
            name -> options.compression(named(spec, COMPRESSION, Compression.values(), name)));
    spec.textIfPresent(LOG_LEVEL)
        .ifPresent(name -> options.logLevel(named(spec, LOG_LEVEL, LogLevel.values(), name)));
    spec.wholeIfPresent(BLOCK_CACHE).ifPresent(options::blockCacheSize);
    spec.wholeIfPresent(WRITE_BUFFER).ifPresent(options::writeBufferSize);
    spec.wholeIfPresent(OPEN_FILES).ifPresent(files -> options.maxOpenFiles((int) files));
    if (spec.flagIfPresent(SYNC_WRITES).orElse(false)) {
      options.durability(Durability.SYNCED);
    }
    if (spec.flagIfPresent(TRUST_STORAGE).orElse(false)) {
      options.trustStorage();
    }
    if (spec.flagIfPresent(STATISTICS).orElse(false)) {
      options.countStatistics();
    }
    return options.build();
  }

  private static RocksDbOptions preset(Spec spec) {
    String name = spec.textIfPresent(PRESET).orElse("small-records");
    return switch (name) {
      case "small-records" -> RocksDbOptions.forSmallRecords();
      case "blocks" -> RocksDbOptions.forBlocks();
      case "bulk-rebuild" -> RocksDbOptions.forBulkRebuild();
      default -> throw wrong(spec, PRESET, name, PRESETS);
    };
  }

  private static <E extends Enum<E>> E named(Spec spec, String field, E[] values, String name) {
    for (E value : values) {
      if (nameOf(value).equals(name)) {
        return value;
      }
    }
    throw wrong(spec, field, name, names(values));
  }

  private static String[] names(Enum<?>[] values) {
    return Stream.of(values).map(RocksDbDriver::nameOf).toArray(String[]::new);
  }

  private static String nameOf(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static SpecException wrong(Spec spec, String field, String found, String... expected) {
    return new SpecException(
        spec.where() + "." + field,
        "expected one of %s, found \"%s\"".formatted(String.join(", ", expected), found));
  }
}
