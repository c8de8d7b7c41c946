package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * The engine has no native library for this machine, or could not load it; the message names the
 * cures.
 */
public final class UnsupportedPlatformException extends DatastoreException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception without a cause. */
  public UnsupportedPlatformException(String message) {
    this(message, null);
  }

  /** Creates an exception that keeps the engine's error as its cause. */
  public UnsupportedPlatformException(String message, @Nullable Throwable cause) {
    super(message, cause, false);
  }
}
