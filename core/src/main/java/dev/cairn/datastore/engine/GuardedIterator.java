package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listing that holds something of a store, such as a native iterator: no step of it can meet a
 * closed store or a freed handle, whichever thread closes either. Once a step has failed, every
 * later one fails the same way.
 *
 * <p>The store creates it between {@link Lifecycle#enter} and {@link Lifecycle#exit}; it registers
 * itself.
 *
 * @param <T> what is listed
 */
public abstract class GuardedIterator<T> implements CloseableIterator<T> {

  private final Lifecycle lifecycle;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable T next;
  private boolean complete;
  private @Nullable RuntimeException failure;
  private volatile boolean released;

  /**
   * Creates a listing that closes with the store of this lifecycle.
   *
   * @param lifecycle the store's, open
   */
  @SuppressWarnings("this-escape") // registering is the last step; only close() may follow
  protected GuardedIterator(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
    lifecycle.register(this);
  }

  /**
   * {@return the next element, or {@code null} where the listing is complete} Called by one thread
   * at a time while the store is open; must throw where the engine reports an error, the end of its
   * iterator notwithstanding.
   */
  protected abstract @Nullable T advance();

  /** Frees what the listing holds. Called once, while the store is open or being closed. */
  protected abstract void release();

  @Override
  public final boolean hasNext() {
    if (next != null && !released && !lifecycle.isClosed()) {
      return true;
    }
    lifecycle.enter();
    lock.lock();
    try {
      if (released) {
        throw closedException();
      }
      if (!complete && next == null) {
        next = advanceUnlessFailed();
        complete = next == null;
      }
      return next != null;
    } finally {
      lock.unlock();
      lifecycle.exit();
    }
  }

  private @Nullable T advanceUnlessFailed() {
    if (failure != null) {
      throw failure;
    }
    try {
      return advance();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Refuses where this listing or its store is closed; for those who hold elements that they have
   * taken from it earlier.
   */
  final void checkOpen() {
    if (lifecycle.isClosed()) {
      throw lifecycle.closedException();
    }
    if (released) {
      throw closedException();
    }
  }

  private static DatastoreClosedException closedException() {
    return new DatastoreClosedException("this listing was closed; ask for a new one");
  }

  @Override
  public final T next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    T element = next;
    next = null;
    return element;
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
