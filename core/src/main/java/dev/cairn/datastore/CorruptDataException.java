package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * What lies in the store is not what was put there: a checksum, a hash or a format does not fit.
 * The damaged data is left as it is.
 */
public final class CorruptDataException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public CorruptDataException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception that keeps the engine's error as its cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public CorruptDataException(String message, @Nullable Throwable cause) {
    super(message, cause, false);
  }
}
