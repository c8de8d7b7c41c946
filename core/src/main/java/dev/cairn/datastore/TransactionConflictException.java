package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

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
    this(message, null);
  }

  /**
   * Creates an exception that keeps that of a store below as its cause.
   *
   * @param message which key was changed, and where
   * @param cause the error of the store below, or {@code null} where there is none
   */
  public TransactionConflictException(String message, @Nullable Throwable cause) {
    super(message, cause, /* retryable= */ true);
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
