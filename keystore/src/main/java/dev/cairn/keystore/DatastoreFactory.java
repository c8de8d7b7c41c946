package dev.cairn.keystore;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.DatastoreException;
import java.util.List;
import java.util.Optional;

/**
 * Makes and destroys the physically separate datastores of which each holds one generation of a
 * {@link ResettableKeystore}.
 *
 * <p>Names are {@code gen-1}, {@code gen-2} and so on. Any other name is refused with {@link
 * IllegalArgumentException} before anything is made or destroyed.
 *
 * <p>Any number of threads may call at once, for different names.
 */
public interface DatastoreFactory {

  /**
   * Makes a new, empty datastore; that it exists survives loss of power.
   *
   * @param name its name
   * @return the datastore, which the caller closes
   * @throws DatastoreException if it exists already, or cannot be made; then nothing of it is left,
   *     or what is left can be destroyed
   */
  Batching create(String name);

  /**
   * Opens a datastore that was made earlier.
   *
   * @param name its name
   * @return the datastore, which the caller closes
   * @throws DatastoreException if it does not exist or cannot be opened
   * @throws dev.cairn.datastore.CorruptDataException if it is damaged
   * @throws dev.cairn.datastore.DatastoreLockedException if it is open elsewhere
   */
  Batching open(String name);

  /**
   * Destroys a datastore that is not open, so that its room is free. Where there is none of the
   * name, nothing happens.
   *
   * @param name its name
   * @return the bytes that were freed; 0 where it cannot say
   * @throws DatastoreException if some of it cannot be destroyed; it can be tried again
   */
  long destroy(String name);

  /**
   * {@return room for the files that a reset needs while it fills a datastore; they go with the
   * datastore when it is destroyed} Where there is none, as here, all that a reset is fed is held
   * in memory until its commit, some 50 bytes a multihash.
   *
   * @param name the name of the datastore, which has been created
   */
  default Optional<Scratch> scratch(String name) {
    return Optional.empty();
  }

  /** {@return the names of all datastores that exist, half-destroyed ones too, in any order} */
  List<String> names();
}
