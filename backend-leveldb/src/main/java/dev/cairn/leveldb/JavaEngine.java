package dev.cairn.leveldb;

import dev.cairn.datastore.Durability;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.UnsupportedPlatformException;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StoreDirectory;
import dev.cairn.leveldb.LevelDbOptions.Compression;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.iq80.leveldb.CompressionType;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.ReadOptions;
import org.iq80.leveldb.WriteBatch;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.impl.Iq80DBFactory;
import org.jspecify.annotations.Nullable;

/** The bare calls of the library in Java. */
final class JavaEngine implements LevelDbEngine {

  /** A table that is gone so many times in a row has not been replaced: it is missing. */
  private static final int ATTEMPTS = 10;

  private final StoreDirectory directory;
  private final DB db;
  private final ReadOptions reading = new ReadOptions().verifyChecksums(true);
  private final WriteOptions writing = new WriteOptions();
  private final WriteOptions writingSynced = new WriteOptions().sync(true);
  private final GuardedWrites writes;

  /**
   * Takes an open database over.
   *
   * @param directory where it is
   * @param db closed with this
   * @param writes what is done around its writes
   */
  JavaEngine(StoreDirectory directory, DB db, GuardedWrites writes) {
    this.directory = directory;
    this.db = db;
    this.writes = writes;
  }

  static JavaEngine open(StoreDirectory directory, LevelDbOptions options) throws IOException {
    try {
      DB db =
          Iq80DBFactory.factory.open(directory.path().toFile(), libraryOptions(directory, options));
      return new JavaEngine(
          directory,
          db,
          new GuardedWrites(
              options.durability(),
              () -> OlderLogs.forceAll(directory),
              DiskReserve.of(
                  directory,
                  options.diskReserve(),
                  () -> Manifest.levels(directory).ofOneMerge())));
    } catch (LinkageError e) {
      throw new UnsupportedPlatformException(
          "cannot start LevelDB in Java: %s; it needs com.google.guava:guava on the class path"
              .formatted(e),
          e);
    }
  }

  private static Options libraryOptions(StoreDirectory directory, LevelDbOptions options) {
    return new Options()
        .createIfMissing(!directory.isReadOnly())
        .verifyChecksums(true)
        .paranoidChecks(options.paranoidChecks())
        .writeBufferSize(options.writeBufferSize())
        .cacheSize(options.blockCacheSize())
        .blockSize(options.blockSize())
        .maxOpenFiles(options.maxOpenFiles())
        .compressionType(
            options.compression() == Compression.NONE
                ? CompressionType.NONE
                : CompressionType.SNAPPY);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return lookingAgain(() -> db.get(key, reading));
  }

  /**
   * Returns what a lookup finds. The library does not hold on to the tables in which it is about to
   * look: a compaction that ends just then removes them. The next attempt looks in those that came
   * instead.
   */
  private static <T extends @Nullable Object> T lookingAgain(Supplier<T> lookup) {
    for (int attempt = 1; ; attempt++) {
      try {
        return lookup.get();
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !(e.getCause() instanceof FileNotFoundException)) {
          throw e;
        }
      }
    }
  }

  @Override
  public long size(byte[] key) {
    byte[] value = get(key);
    return value == null ? ABSENT : value.length;
  }

  /** Puts a copy: the library keeps the array in its memory, and a caller may write to it. */
  @Override
  public void put(byte[] key, byte[] value) throws Exception {
    writes.put(key, value, synced -> db.put(key, value.clone(), options(synced)));
  }

  @Override
  public void delete(byte[] key) throws Exception {
    writes.delete(key, synced -> db.delete(key, options(synced)));
  }

  @Override
  public void write(Iterable<Operation> operations, Durability atLeast) throws Exception {
    writes.batch(operations, atLeast, synced -> write(operations, options(synced)));
  }

  private void write(Iterable<Operation> operations, WriteOptions options) throws IOException {
    try (WriteBatch batch = db.createWriteBatch()) {
      for (Operation operation : operations) {
        byte[] key = operation.key().bytesWithoutCopy();
        byte[] value = operation.value();
        if (value == null) {
          batch.delete(key);
        } else {
          batch.put(key, value);
        }
      }
      db.write(batch, options);
    }
  }

  private WriteOptions options(boolean synced) {
    return synced ? writingSynced : writing;
  }

  @Override
  public void sync() throws Exception {
    write(List.of(), Durability.SYNCED);
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    ForwardSteps steps = new JavaSteps(db.iterator(reading));
    return direction == Direction.ASCENDING
        ? new ForwardCursor(steps, range, projection)
        : new WindowedCursor(steps, range, projection);
  }

  @Override
  public EngineReader snapshot() {
    return new JavaMoment(new JavaSteps(db.iterator(reading)));
  }

  /** {@inheritDoc} What the library itself does not: it looks at no checksum of a table. */
  @Override
  public List<String> check() throws Exception {
    return StoreCheck.of(directory, this);
  }

  /** {@inheritDoc} The library estimates, but by the tables that it may be removing. */
  @Override
  public OptionalLong approximateSize(KeyRange range) {
    return OptionalLong.empty();
  }

  @Override
  public Optional<String> property(String name) {
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    db.close();
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return Faults.of(failure);
  }
}
