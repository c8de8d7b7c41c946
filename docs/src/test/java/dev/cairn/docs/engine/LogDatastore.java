package dev.cairn.docs.engine;

import dev.cairn.datastore.engine.EngineDatastore;
import dev.cairn.datastore.engine.StorageEngine;
import dev.cairn.datastore.engine.StoreDirectory;
import java.nio.file.Path;

// snippet: engine-datastore
/** A datastore in a log: what is written is appended, and tidied up when the store is closed. */
public final class LogDatastore extends EngineDatastore {

  private LogDatastore(StoreDirectory directory, StorageEngine engine) {
    super(directory, engine);
  }

  /**
   * Opens the store in a directory, and makes one where there is none.
   *
   * @param path the directory
   * @return the store, to be closed by the caller
   */
  public static LogDatastore open(Path path) {
    StoreDirectory directory = StoreDirectory.claim("log", path);
    return directory.open(
        () -> new LogDatastore(directory, LogEngine.open(directory.path())), LogEngine::meaning);
  }
}
// end
