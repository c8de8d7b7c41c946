package dev.cairn.datastore.engine;

/**
 * What is used once, such as a batch or a transaction of a store, and refused afterwards. For one
 * thread at a time.
 */
public final class SingleUse {

  private final Lifecycle lifecycle;
  private final String what;
  private boolean over;

  /**
   * Begins the one use.
   *
   * @param what in words, such as {@code a batch}
   * @param lifecycle of the store; once that is closed everything is refused
   * @throws dev.cairn.datastore.DatastoreClosedException if it is closed already
   */
  public SingleUse(String what, Lifecycle lifecycle) {
    this.what = what;
    this.lifecycle = lifecycle;
    check();
  }

  /**
   * Does nothing while it may be used.
   *
   * @throws dev.cairn.datastore.DatastoreClosedException if the store is closed
   * @throws IllegalStateException if the use is over
   */
  public void check() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    if (over) {
      throw new IllegalStateException(
          "%s is used once: this one was committed or closed; begin a new one".formatted(what));
    }
  }

  /** Ends the use. Idempotent. */
  public void end() {
    over = true;
  }
}
