package dev.cairn.docs.engine;

import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.DurableFiles;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.OperationList.Operation;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bare calls of an engine whose values lie in two files, and whose keys lie in memory with the
 * places of their values.
 *
 * <p>{@code log} is appended to; what a crash left half written at its end is cut off. {@code
 * table} is made with the store, and made anew, whole, when the store is closed, and so has to be
 * whole when it is opened: its last record is empty, and nothing lies behind that. {@code LOCK} is
 * empty until the store is made.
 */
final class LogEngine implements StorageEngine {

  private static final String TABLE = "table";
  private static final String LOG = "log";
  private static final String LOCK = "LOCK";
  private static final byte[] MADE = {1};

  /** Where a value lies. */
  private record Place(RecordFile file, long position, int length) {
    byte[] read() throws IOException {
      return file.read(position, length);
    }
  }

  private final Path directory;
  private final FileChannel lock;
  private final RecordFile table;
  private final RecordFile log;
  private final ReentrantLock writing = new ReentrantLock();
  private final ConcurrentNavigableMap<byte[], Place> places =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  private LogEngine(Path directory, FileChannel lock, RecordFile table, RecordFile log) {
    this.directory = directory;
    this.lock = lock;
    this.table = table;
    this.log = log;
  }

  // snippet: engine-open
  static LogEngine open(Path directory) throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      FileChannel lock = lock(directory.resolve(LOCK));
      opened.add(lock);
      if (lock.size() == 0) {
        writeTable(directory, Map.of());
        lock.write(ByteBuffer.wrap(MADE));
        lock.force(true);
      }
      RecordFile table = new RecordFile(directory.resolve(TABLE));
      opened.add(table);
      RecordFile log = new RecordFile(directory.resolve(LOG));
      opened.add(log);
      LogEngine engine = new LogEngine(directory, lock, table, log);
      engine.readTable();
      log.truncate(log.replay((position, content) -> engine.apply(log, position, content)));
      return engine;
    } catch (IOException | RuntimeException e) {
      Closing.onFailure(e, opened);
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new DatastoreLockedException(
          file + " is held by another process, which has the store open: close it there first");
    }
    return channel;
  }

  // end

  private void readTable() throws IOException {
    AtomicBoolean sealed = new AtomicBoolean();
    long whole =
        table.replay(
            (position, content) -> {
              sealed.set(content.length == 0);
              apply(table, position, content);
            });
    if (!sealed.get() || whole != table.length()) {
      throw new DamagedFileException(table.path(), whole);
    }
  }

  private void apply(RecordFile file, long position, byte[] content) throws IOException {
    for (Write write : Write.decode(content, file.path(), position)) {
      if (write.isDelete()) {
        places.remove(write.key());
      } else {
        places.put(write.key(), new Place(file, position + write.offset(), write.length()));
      }
    }
  }

  // snippet: engine-read
  @Override
  public byte @Nullable [] get(byte[] key) throws IOException {
    Place place = places.get(key);
    return place == null ? null : place.read();
  }

  @Override
  public long size(byte[] key) {
    Place place = places.get(key);
    return place == null ? ABSENT : place.length();
  }

  // end

  // snippet: engine-write
  @Override
  public void put(byte[] key, byte[] value) throws IOException {
    write(List.of(new Operation(Key.ofStored(key), value)), Durability.VISIBLE);
  }

  @Override
  public void delete(byte[] key) throws IOException {
    if (places.containsKey(key)) {
      write(List.of(new Operation(Key.ofStored(key), null)), Durability.VISIBLE);
    }
  }

  /** One record for all, so that they are there together or not at all. */
  @Override
  public void write(Iterable<Operation> operations, Durability durability) throws IOException {
    byte[] content = Write.encode(operations);
    if (content.length == 0) {
      return;
    }
    writing.lock();
    try {
      long position = log.append(content);
      if (durability == Durability.SYNCED) {
        log.force();
      }
      apply(log, position, content);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void sync() throws IOException {
    log.force();
  }

  // end

  // snippet: engine-scan
  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) {
    byte[] upper = range.upper();
    ConcurrentNavigableMap<byte[], Place> part =
        upper == null
            ? places.tailMap(range.lower(), true)
            : places.subMap(range.lower(), true, upper, false);
    Map<byte[], Place> ordered = direction == Direction.ASCENDING ? part : part.descendingMap();
    Iterator<Map.Entry<byte[], Place>> entries = ordered.entrySet().iterator();
    return new Cursor() {
      @Override
      public @Nullable Entry advance() throws IOException {
        return entries.hasNext() ? show(entries.next(), projection) : null;
      }

      @Override
      public void close() {}
    };
  }

  private static Entry show(Map.Entry<byte[], Place> entry, Projection projection)
      throws IOException {
    Key key = Key.ofStored(entry.getKey());
    Place place = entry.getValue();
    return switch (projection) {
      case KEYS -> Entry.keyOnly(key);
      case SIZES -> Entry.sized(key, place.length());
      case VALUES -> Entry.of(key, place.read());
    };
  }

  // end

  // snippet: engine-close
  @Override
  public void close() throws IOException {
    try (lock;
        table;
        log) {
      if (log.length() > 0) {
        writeTable(directory, places);
        log.truncate(0);
        log.force();
      }
    }
  }

  /** Puts a table of what there is in the place of the old one, in one step. */
  private static void writeTable(Path directory, Map<byte[], Place> places) throws IOException {
    Path unfinished = directory.resolve(TABLE + ".tmp");
    Files.deleteIfExists(unfinished);
    try (RecordFile next = new RecordFile(unfinished)) {
      for (Map.Entry<byte[], Place> entry : places.entrySet()) {
        Key key = Key.ofStored(entry.getKey());
        next.append(Write.encode(List.of(new Operation(key, entry.getValue().read()))));
      }
      next.append(new byte[0]); // the seal
      next.force();
    }
    Files.move(unfinished, directory.resolve(TABLE), StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncDirectory(directory);
  }

  // end

  // snippet: engine-meaning
  /** Returns what a failure means; the exception, with what to do, is made of it. */
  static EngineFault meaning(Exception failure) {
    return failure instanceof DamagedFileException
        ? EngineFault.CORRUPT
        : EngineFault.ofSystemMessage(failure.toString());
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return meaning(failure);
  }
  // end
}
