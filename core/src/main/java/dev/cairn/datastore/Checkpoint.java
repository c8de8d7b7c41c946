package dev.cairn.datastore;

import java.nio.file.Path;

/** The capability to copy the store as it is now into a directory, while it is in use. */
public interface Checkpoint {

  /**
   * Makes a copy that the same engine can open.
   *
   * @param target a directory that does not exist yet
   * @throws DatastoreException if it exists or cannot be written; nothing is left of it
   */
  void checkpoint(Path target);
}
