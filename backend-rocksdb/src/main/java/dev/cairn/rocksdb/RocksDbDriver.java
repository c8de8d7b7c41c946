package dev.cairn.rocksdb;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.spec.AccessMode;
import dev.cairn.datastore.spec.DatastoreDriver;
import dev.cairn.datastore.spec.DriverContext;
import dev.cairn.datastore.spec.Spec;
import dev.cairn.datastore.spec.SpecException;
import dev.cairn.datastore.spec.SpecField;
import dev.cairn.rocksdb.RocksDbOptions.Compression;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens {@link RocksDbDatastore}s: the type {@code rocksds}.
 *
 * <p>Fields: {@code path}, a text; {@code preset}, {@code small-records} (also where it is absent)
 * or {@code blocks}; {@code compression}, {@code none}, {@code snappy}, {@code lz4} or {@code zstd}
 * in place of the preset's; {@code syncWrites}, true where every write is to be forced to the
 * medium. Of these, the path alone cannot change later.
 */
public final class RocksDbDriver implements DatastoreDriver {

  private static final String PATH = "path";
  private static final String PRESET = "preset";
  private static final String COMPRESSION = "compression";
  private static final String SYNC_WRITES = "syncWrites";

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
        SpecField.choice(PRESET, "small-records", "blocks"),
        SpecField.choice(COMPRESSION, "none", "snappy", "lz4", "zstd"),
        SpecField.flag(SYNC_WRITES));
  }

  @Override
  public Batching open(Spec spec, DriverContext context) {
    Path path = context.resolve(spec.text(PATH));
    RocksDbOptions options = options(spec);
    return context.mode() == AccessMode.READ_ONLY
        ? RocksDbDatastore.openReadOnly(path, options)
        : RocksDbDatastore.open(path, options);
  }

  private static RocksDbOptions options(Spec spec) {
    RocksDbOptions.Builder options = preset(spec).toBuilder();
    spec.textIfPresent(COMPRESSION).ifPresent(name -> options.compression(named(spec, name)));
    if (spec.flagIfPresent(SYNC_WRITES).orElse(false)) {
      options.durability(Durability.SYNCED);
    }
    return options.build();
  }

  private static RocksDbOptions preset(Spec spec) {
    String name = spec.textIfPresent(PRESET).orElse("small-records");
    return switch (name) {
      case "small-records" -> RocksDbOptions.forSmallRecords();
      case "blocks" -> RocksDbOptions.forBlocks();
      default -> throw wrong(spec, PRESET, name, "small-records or blocks");
    };
  }

  private static Compression named(Spec spec, String name) {
    return switch (name) {
      case "none" -> Compression.NONE;
      case "snappy" -> Compression.SNAPPY;
      case "lz4" -> Compression.LZ4;
      case "zstd" -> Compression.ZSTD;
      default -> throw wrong(spec, COMPRESSION, name, "none, snappy, lz4 or zstd");
    };
  }

  private static SpecException wrong(Spec spec, String field, String found, String expected) {
    return new SpecException(
        spec.where() + "." + field, "expected %s, found \"%s\"".formatted(expected, found));
  }
}
