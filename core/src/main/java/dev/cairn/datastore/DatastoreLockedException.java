package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/** Another process, or another part of this one, holds the store open. Retryable: it may let go. */
public final class DatastoreLockedException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public DatastoreLockedException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception that keeps the engine's error as its cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public DatastoreLockedException(String message, @Nullable Throwable cause) {
    super(message, cause, true);
  }
}
