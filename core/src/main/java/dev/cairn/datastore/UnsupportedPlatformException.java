package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * The engine has no native library for this machine, or could not load it; the message names the
 * cures.
 */
public final class UnsupportedPlatformException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception without a cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public UnsupportedPlatformException(String message) {
    this(message, null);
  }

  /**
   * Creates an exception that keeps the engine's error as its cause.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public UnsupportedPlatformException(String message, @Nullable Throwable cause) {
    super(message, cause, false);
  }
}
