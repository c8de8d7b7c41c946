package dev.cairn.datastore.spec;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;

/**
 * A store that reads what another opening of the same files writes, in this process or another,
 * while that goes on. It shows them as they were when it last caught up, and refuses writes.
 *
 * <p>Any number of threads may call at once.
 */
public interface Following extends Datastore {

  /**
   * Sees all writes that had returned before this call. Listings that are open show what they
   * showed.
   *
   * @throws DatastoreClosedException if this store is closed
   * @throws DatastoreException if the other's files cannot be read
   */
  void catchUp();
}
