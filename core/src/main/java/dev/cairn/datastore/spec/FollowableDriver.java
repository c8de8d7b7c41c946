package dev.cairn.datastore.spec;

import dev.cairn.datastore.DatastoreException;
import java.nio.file.Path;

/**
 * A driver whose stores can be read while another process writes to them. Of any other driver, a
 * store has either one writer or readers.
 */
public interface FollowableDriver extends DatastoreDriver {

  /**
   * Opens the store that {@code spec} describes for reading beside whoever writes to it; not a byte
   * of it changes. The caller closes it.
   *
   * @param spec a description of this type
   * @param context where relative paths begin; the store is opened for reading whatever the mode
   * @param own a directory that nobody else uses, for what the engine itself writes down; created
   *     where it does not exist, and left to the caller when the store is closed
   * @return the store as it is now
   * @throws SpecException if the description is wrong
   * @throws DatastoreException if the store cannot be opened; nothing stays open
   */
  Following follow(Spec spec, DriverContext context, Path own);
}
