package dev.cairn.gc;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Held by whoever writes blocks that a pin will keep only later: a collection that begins meanwhile
 * waits until the token is closed before it reads the pins. See {@link Locker}.
 *
 * <p>It belongs to no thread: it may be passed on and closed by any, once or more often.
 */
public final class Token implements AutoCloseable {

  private final Locker locker;
  private final String purpose;
  private final AtomicBoolean closed = new AtomicBoolean();

  Token(Locker locker, String purpose) {
    this.locker = locker;
    this.purpose = purpose;
  }

  /** {@return what it is held for, as given when it was opened} */
  public String purpose() {
    return purpose;
  }

  /** {@return whether it is still held} */
  public boolean isOpen() {
    return !closed.get();
  }

  Locker locker() {
    return locker;
  }

  /** Gives it back. Idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      locker.closed(this);
    }
  }

  /** {@return what it is held for} */
  @Override
  public String toString() {
    return "a token for " + purpose;
  }
}
