package dev.cairn.datastore.engine;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Something that a store hands out and that holds a part of its engine: it is freed once, by its
 * user or before its store is, whichever comes first and whichever threads do it.
 *
 * <p>The store creates it between {@link Lifecycle#enter} and {@link Lifecycle#exit}; it registers
 * itself.
 */
abstract class GuardedHandle implements AutoCloseable {

  private final Lifecycle lifecycle;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean released;

  /**
   * Creates a handle that closes with the store of this lifecycle.
   *
   * @param lifecycle the store's, open
   */
  @SuppressWarnings("this-escape") // registering is the last step; only close() may follow
  GuardedHandle(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
    lifecycle.register(this);
  }

  /** Frees what is held. Called once, while the store is open or being closed. */
  protected abstract void release();

  /** {@return the store's lifecycle} */
  final Lifecycle lifecycle() {
    return lifecycle;
  }

  /** {@return what is held while it is used, so that it is not freed meanwhile} */
  final ReentrantLock lock() {
    return lock;
  }

  /** {@return whether what was held is free} */
  final boolean isReleased() {
    return released;
  }

  @Override
  public final void close() {
    if (lifecycle.tryEnter()) {
      try {
        lifecycle.unregister(this);
        releaseOnce();
      } finally {
        lifecycle.exit();
      }
    } else if (lifecycle.isClosingThread()) {
      releaseOnce();
    }
  }

  private void releaseOnce() {
    lock.lock();
    try {
      if (!released) {
        released = true;
        release();
      }
    } finally {
      lock.unlock();
    }
  }
}
