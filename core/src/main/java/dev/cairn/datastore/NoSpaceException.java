package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * The disk, the quota or the reserve is used up. What was there is unharmed; deletes still work.
 * Not retryable: something has to make room first.
 */
public final class NoSpaceException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public NoSpaceException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception that keeps the engine's error as its cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public NoSpaceException(String message, @Nullable Throwable cause) {
    super(message, cause, false);
  }
}
