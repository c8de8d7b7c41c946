package dev.cairn.mount;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.DatastoreLockedException;
import dev.cairn.datastore.NoSpaceException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.TransactionConflictException;
import dev.cairn.datastore.UnsupportedKeyException;

/** Says where in a composition something failed, and keeps its kind, which callers act upon. */
final class Failures {

  private Failures() {}

  /**
   * Returns an exception of the kind of {@code cause}, with {@code attempt} before its message. A
   * kind that is not Cairn's own becomes the general one.
   *
   * @param attempt what was attempted and where, such as {@code could not get /a/b at /a}
   */
  static DatastoreException naming(String attempt, DatastoreException cause) {
    String message = attempt + ": " + cause.getMessage();
    if (cause instanceof CorruptDataException) {
      return new CorruptDataException(message, cause);
    }
    if (cause instanceof DatastoreClosedException) {
      return new DatastoreClosedException(message, cause);
    }
    if (cause instanceof ReadOnlyDatastoreException) {
      return new ReadOnlyDatastoreException(message, cause);
    }
    if (cause instanceof UnsupportedKeyException) {
      return new UnsupportedKeyException(message, cause);
    }
    if (cause instanceof NoSpaceException) {
      return new NoSpaceException(message, cause);
    }
    if (cause instanceof DatastoreLockedException) {
      return new DatastoreLockedException(message, cause);
    }
    if (cause instanceof CancelledException) {
      return new CancelledException(message, cause);
    }
    if (cause instanceof TransactionConflictException) {
      return new TransactionConflictException(message, cause);
    }
    return new DatastoreException(message, cause, cause.retryable());
  }
}
