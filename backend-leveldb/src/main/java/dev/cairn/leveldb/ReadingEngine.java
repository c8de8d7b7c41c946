package dev.cairn.leveldb;

import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.EngineFault;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An engine that reads in a {@link ReadingRoom}, as long as that has room, and never writes. */
final class ReadingEngine implements LevelDbEngine, StorageEngine.ReadingOnly {

  private final LevelDbEngine engine;
  private final ReadingRoom room;
  private final ReadsInRoom reads;

  /**
   * Takes both over.
   *
   * @param engine closed with this, and at work in the room
   * @param room closed with this
   */
  ReadingEngine(LevelDbEngine engine, ReadingRoom room) {
    this.engine = engine;
    this.room = room;
    this.reads = new ReadsInRoom(engine, room.reserve());
  }

  @Override
  public byte @Nullable [] get(byte[] key) throws Exception {
    return reads.get(key);
  }

  @Override
  public List<byte @Nullable []> getAll(List<byte[]> keys) throws Exception {
    return reads.getAll(keys);
  }

  @Override
  public long size(byte[] key) throws Exception {
    return reads.size(key);
  }

  @Override
  public Cursor scan(KeyRange range, Direction direction, Projection projection) throws Exception {
    return reads.scan(range, direction, projection);
  }

  @Override
  public EngineReader snapshot() throws Exception {
    return new ReadsInRoom(engine.snapshot(), room.reserve());
  }

  @Override
  public List<String> check() throws Exception {
    return engine.check();
  }

  @Override
  public OptionalLong approximateSize(KeyRange range) throws Exception {
    return engine.approximateSize(range);
  }

  @Override
  public Optional<String> property(String name) throws Exception {
    return engine.property(name);
  }

  @Override
  public EngineFault diagnose(Exception failure) {
    return engine.diagnose(failure);
  }

  @Override
  public void close() {
    Closing.all(List.<AutoCloseable>of(engine::close, room));
  }
}
