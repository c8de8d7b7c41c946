package dev.cairn.datastore.engine;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.DatastoreClosedException;
import java.util.NoSuchElementException;
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
public abstract class GuardedIterator<T> extends GuardedHandle implements CloseableIterator<T> {

  private @Nullable T next;
  private boolean complete;
  private @Nullable RuntimeException failure;

  /**
   * Creates a listing that closes with the store of this lifecycle.
   *
   * @param lifecycle the store's, open
   */
  protected GuardedIterator(Lifecycle lifecycle) {
    super(lifecycle);
  }

  /**
   * {@return the next element, or {@code null} where the listing is complete} Called by one thread
   * at a time while the store is open; must throw where the engine reports an error, the end of its
   * iterator notwithstanding.
   */
  protected abstract @Nullable T advance();

  @Override
  public final boolean hasNext() {
    Lifecycle lifecycle = lifecycle();
    if (next != null && !isReleased() && !lifecycle.isClosed()) {
      return true;
    }
    lifecycle.enter();
    lock().lock();
    try {
      if (isReleased()) {
        throw closedException();
      }
      if (!complete && next == null) {
        next = advanceUnlessFailed();
        complete = next == null;
      }
      return next != null;
    } finally {
      lock().unlock();
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
    if (lifecycle().isClosed()) {
      throw lifecycle().closedException();
    }
    if (isReleased()) {
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
}
