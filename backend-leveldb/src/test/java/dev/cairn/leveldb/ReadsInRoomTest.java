package dev.cairn.leveldb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.Projection;
import dev.cairn.datastore.engine.EngineReader;
import dev.cairn.datastore.engine.RangeSource.Direction;
import dev.cairn.datastore.engine.StorageEngine.Cursor;
import dev.cairn.datastore.engine.StoreDirectory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadsInRoomTest {

  private static final int ENTRIES = 2_000;
  private static final int RESERVE = 64 << 10;

  @TempDir Path parent;

  private long free = 1 << 20;
  private final DiskReserve reserve = new DiskReserve("the room", RESERVE, () -> free, () -> 0);

  @Test
  void a_listing_asks_for_room_on_its_way() throws Exception {
    Path path = parent.resolve("store");
    LevelDbOptions options = LevelDbOptions.defaults();
    try (LevelDbDatastore store = LevelDbDatastore.open(path, options)) {
      for (int i = 0; i < ENTRIES; i++) {
        store.put(Key.of("/key/" + i), new byte[1]);
      }
    }
    try (StoreDirectory directory = StoreDirectory.claim(LevelDbDatastore.ENGINE, path)) {
      EngineReader reads = new ReadsInRoom(NativeEngine.open(directory, options), reserve);
      Cursor listing = reads.scan(KeyRange.ALL, Direction.ASCENDING, Projection.KEYS);
      assertThat(listing.advance()).isNotNull();

      free = RESERVE / 8;

      assertThatThrownBy(
              () -> {
                for (int i = 1; i < ENTRIES; i++) {
                  assertThat(listing.advance()).isNotNull();
                }
              })
          .isInstanceOf(NoSpaceException.class)
          .hasMessageStartingWith("cannot read from the room");
      listing.close();
      reads.close();
    }
  }
}
