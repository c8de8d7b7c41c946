package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreException;

/**
 * A reset is complete, durable and in force, but the old generation could not be deleted. The next
 * reset, and the next opening, try again.
 */
public final class ResetCleanupException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  private final transient ResetResult result;

  ResetCleanupException(ResetResult result, String old, DatastoreException cause) {
    super(
        "the keystore was reset and has its new set, but the old generation %s could not be deleted: %s; it is tried again at the next reset"
            .formatted(old, cause.getMessage()),
        cause);
    this.result = result;
  }

  /** {@return what the reset did} */
  public ResetResult result() {
    return result;
  }
}
