package dev.cairn.rocksdb;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * A database that another opening of it writes to, as it was when it last caught up. RocksDB gives
 * such a one no snapshots.
 */
final class RocksFollower extends RocksEngine implements StorageEngine.ReadingOnly {

  private static final String LOGS = "*.log";

  /** Few are needed but where a small buffer fills faster than a catching up takes. */
  private static final int ATTEMPTS = 100;

  private final StoreDirectory directory;

  private RocksFollower(
      StoreDirectory directory, NativeOptions options, RocksDB db, boolean indexed) {
    super(directory, options, db, indexed);
    this.directory = directory;
  }

  /**
   * Opens a follower.
   *
   * @param directory that of the database
   * @param own for RocksDB's log; closed with the follower
   */
  static RocksFollower open(StoreDirectory directory, StoreDirectory own, NativeOptions options)
      throws RocksDBException, IOException {
    RocksDB db =
        RocksDB.openAsSecondary(
            options.options(), directory.path().toString(), own.path().toString());
    try {
      boolean indexed = SizeIndex.isIn(db, options.reading());
      options.own(own);
      RocksFollower follower = new RocksFollower(directory, options, db, indexed);
      follower.catchUp();
      return follower;
    } catch (RocksDBException | IOException | RuntimeException e) {
      Closing.onFailure(e, List.of(db));
      throw e;
    }
  }

  /**
   * Sees what was written until now. RocksDB reads which tables there are, and then the logs that
   * are still there; one that became a table and was deleted in between is in neither, and with it
   * all that had been written to it. So it counts only where no log has gone meanwhile.
   */
  void catchUp() throws RocksDBException, IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Path> logs = directory.files(LOGS);
      db().tryCatchUpWithPrimary();
      if (directory.files(LOGS).containsAll(logs)) {
        return;
      }
    }
    throw new DatastoreException(
        ("cannot catch up with %s: its writer has replaced logs during each of %d attempts; try"
                + " again, or give the writer larger write buffers")
            .formatted(directory, ATTEMPTS),
        null,
        /* retryable= */ true);
  }
}
