package dev.cairn.datastore;

import org.jspecify.annotations.Nullable;

/**
 * A datastore could not do what was asked. The message says what was attempted, on what, why it
 * failed and what to do; the engine's own error, with its status, is the {@linkplain #getCause()
 * cause}.
 *
 * <p>A failed write may or may not have happened, unless a subclass says otherwise. The subclasses
 * are the failures that a caller acts upon; absence is none of them: it is an empty {@link
 * java.util.Optional}.
 */
public class DatastoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Whether the same call may succeed later. */
  private final boolean retryable;

  /**
   * Creates an exception that repeating the call would not cure.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   */
  public DatastoreException(String message) {
    this(message, null, false);
  }

  /**
   * Creates an exception that repeating the call would not cure.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   */
  public DatastoreException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /**
   * Creates an exception.
   *
   * @param message what was attempted, on what, why it failed, and what to do
   * @param cause the engine's own error, or {@code null} where there is none
   * @param retryable whether the same call may succeed later with nothing changed by the caller
   */
  public DatastoreException(String message, @Nullable Throwable cause, boolean retryable) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** {@return whether the same call may succeed when it is simply made again a little later} */
  public final boolean retryable() {
    return retryable;
  }
}
