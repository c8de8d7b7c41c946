package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * The store, or what it had handed out, was closed before the call or during it. Nothing was done,
 * or, for a write that had begun, it was done whole or not at all.
 */
public final class DatastoreClosedException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public DatastoreClosedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception that keeps the engine's error as its cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public DatastoreClosedException(String message, @Nullable Throwable cause) {
    super(message, cause, false);
  }
}
