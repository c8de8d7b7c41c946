package dev.cairn.datastore;

/**
 * A transaction met another's change of what it had read or written. Nothing was written; the whole
 * transaction, its reads included, may be tried again.
 */
public final class TransactionConflictException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which key was changed
   */
  public TransactionConflictException(String message) {
    super(message, null, /* retryable= */ true);
  }

  /**
   * {@return the exception for a commit that met a change}
   *
   * @param where what was changed, in words, such as its key
   */
  public static TransactionConflictException changed(String where) {
    return new TransactionConflictException(
        "cannot commit the transaction: %s was changed since it began; nothing was written, try again from its beginning"
            .formatted(where));
  }
}
