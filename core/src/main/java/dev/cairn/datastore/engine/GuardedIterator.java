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

  /** As many elements are taken in one step at most, once that many have been asked for. */
  private static final int MOST_AHEAD = 32;

  private static final long MOST_BYTES_AHEAD = 32 * 1024;

  /**
   * What has been taken, from {@code shown} to {@code taken} still to be shown: entering the store
   * costs as much as a small entry.
   */
  private @Nullable Object[] ahead = new Object[1];

  private int shown;
  private int taken;
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

  /**
   * {@return about how many bytes an element takes} Small ones may be taken from the engine before
   * they are asked for, up to 32 at a time; here, none.
   *
   * @param element what {@link #advance} returned
   */
  protected long bytesOf(T element) {
    return MOST_BYTES_AHEAD;
  }

  @Override
  public final boolean hasNext() {
    return isNextAtHand() || takeSome();
  }

  private boolean isNextAtHand() {
    return shown < taken && !isReleased() && !lifecycle().isClosed();
  }

  private boolean takeSome() {
    lifecycle().enter();
    lock().lock();
    try {
      if (isReleased()) {
        throw closedException();
      }
      if (shown == taken && !complete) {
        refill();
      }
      return shown < taken;
    } finally {
      lock().unlock();
      lifecycle().exit();
    }
  }

  /**
   * Takes elements ahead, twice as many as before where those were not too large; a failure comes
   * behind those before it.
   */
  private void refill() {
    if (failure != null) {
      throw failure;
    }
    if (taken == ahead.length && taken < MOST_AHEAD) {
      ahead = new Object[2 * taken];
    }
    shown = 0;
    taken = 0;
    long bytes = 0;
    try {
      while (taken < ahead.length && bytes < MOST_BYTES_AHEAD) {
        T element = advance();
        if (element == null) {
          complete = true;
          return;
        }
        ahead[taken] = element;
        taken++;
        bytes += bytesOf(element);
      }
    } catch (RuntimeException e) {
      failure = e;
      if (taken == 0) {
        throw e;
      }
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
    if (hasNext()) {
      int index = shown;
      @SuppressWarnings("unchecked") // as taken
      T element = (T) ahead[index];
      if (element != null) {
        ahead[index] = null;
        shown = index + 1;
        return element;
      }
    }
    throw new NoSuchElementException();
  }
}
