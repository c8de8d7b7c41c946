package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreException;

/** A reset was asked for while another one is running. Nothing was done; it may be tried later. */
public final class ResetInProgressException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  ResetInProgressException() {
    super(
        "cannot begin a reset of the keystore: another one is running; wait for it, or close it",
        null,
        true);
  }
}
