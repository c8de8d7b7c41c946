package dev.cairn.mount;

import dev.cairn.datastore.DatastoreException;
import java.time.Instant;

/**
 * A mount of a {@link MultiBlockstore} was not asked, since it has failed too often in a row;
 * whether it has the block is not known. The same call may succeed after {@link #until()}.
 */
public final class MountUnavailableException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** When the mount is asked again. */
  private final Instant until;

  MountUnavailableException(String message, RuntimeException lastFailure, Instant until) {
    super(message, lastFailure, true);
    this.until = until;
  }

  /** {@return when the mount is asked again} */
  public Instant until() {
    return until;
  }
}
