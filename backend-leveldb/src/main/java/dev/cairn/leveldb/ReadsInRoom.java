package dev.cairn.leveldb;

import dev.cairn.datastore.Entry;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import dev.cairn.leveldb.DiskReserve.Purpose;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads in a {@link ReadingRoom}, as long as that has room: a lookup that goes through several
 * tables makes LevelDB merge them in the end.
 */
final class ReadsInRoom implements EngineReader {

  /** LevelDB merges 16 KiB for a lookup that it could have done with one table less. */
  private static final int WRITTEN_FOR_A_READ = 16 << 10;

  /** After so many entries a listing asks for room again. */
  private static final int ENTRIES_OF_A_READ = 500;

  private final EngineReader reader;
  private final DiskReserve reserve;

  /**
   * Reads by another reader.
   *
   * @param reader closed with this
   * @param reserve that of the room
   */
  ReadsInRoom(EngineReader reader, DiskReserve reserve) {
    this.reader = reader;
    this.reserve = reserve;
  }

  private void requireRoom(int reads) throws IOException {
    reserve.require(Purpose.READ, (long) reads * WRITTEN_FOR_A_READ);
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws Exception {
    requireRoom(1);
    return reader.get(key);
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) throws Exception {
    requireRoom(keys.size());
    return reader.getAll(keys);
  }

  @Override
  public long size(byte[] key) throws Exception {
    requireRoom(1);
    return reader.size(key);
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) throws Exception {
    requireRoom(1);
    return new CursorInRoom(reader.scan(range, direction, projection));
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }

  /** A listing that asks for room on its way. */
  private final class CursorInRoom implements Cursor {

    private final Cursor cursor;
    private int entries;

    CursorInRoom(Cursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public @Nullable Entry advance() throws Exception {
      entries++;
      if (entries == ENTRIES_OF_A_READ) {
        entries = 0;
        requireRoom(1);
      }
      return cursor.advance();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
