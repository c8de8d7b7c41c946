package dev.cairn.datastore.engine;

import dev.cairn.datastore.DatastoreClosedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls on a store and the closing of it apart, and knows what the store has handed out.
 *
 * <p>Every call that touches what closing frees stands between {@link #enter()} and {@link #exit()}
 * of one thread; the pair costs a few nanoseconds, also where many threads call at once. {@link
 * #close} refuses new calls, waits for those in progress, closes what was handed out, newest first,
 * and then frees the rest. Code between {@code enter} and {@code exit} must not close the store: it
 * would wait for itself.
 */
public final class Lifecycle {

  /** Longs between two counters, so that no two share a cache line or its neighbour. */
  private static final int STRIDE = 16;

  private static final int STRIPES =
      Integer.highestOneBit(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));

  private final String what;
  private final AtomicLongArray callsInProgress = new AtomicLongArray((STRIPES + 1) * STRIDE);
  private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean closing;

  private final ReentrantLock handlesLock = new ReentrantLock();
  private final Set<AutoCloseable> handles = new LinkedHashSet<>();

  /**
   * Creates the lifecycle of an open store.
   *
   * @param what the store in words for messages, such as {@code the LevelDB at /data/store}
   */
  public Lifecycle(String what) {
    this.what = what;
  }

  /**
   * Begins a call: until {@link #exit()} the store stays open.
   *
   * @throws DatastoreClosedException if the store is closed or being closed; then there is no call
   *     to end
   */
  public void enter() {
    if (!tryEnter()) {
      throw closedException();
    }
  }

  /** {@return whether a call has begun, as by {@link #enter()}} If not, there is none to end. */
  public boolean tryEnter() {
    callsInProgress.incrementAndGet(stripe());
    if (closing) {
      exit();
      return false;
    }
    return true;
  }

  /** Ends a call, in the thread that began it. */
  public void exit() {
    callsInProgress.decrementAndGet(stripe());
    if (closing) {
      LockSupport.unpark(closer.get());
    }
  }

  /** {@return whether the store is closed or being closed} */
  public boolean isClosed() {
    return closing;
  }

  /**
   * {@return whether the calling thread is the one that is closing the store, so that it alone may
   * free what was handed out}
   */
  public boolean isClosingThread() {
    return closing && closer.get() == Thread.currentThread();
  }

  /**
   * Ends a long call that is in progress when the store is being closed, between two of its steps.
   *
   * @throws DatastoreClosedException if it is closed, or is being closed
   */
  public void requireOpen() {
    if (isClosed()) {
      throw closedException();
    }
  }

  /** {@return the exception for a call on the closed store} */
  public DatastoreClosedException closedException() {
    return new DatastoreClosedException(what + " is closed; open it again to use it");
  }

  /**
   * Remembers something handed out, to be closed with the store; called between {@link #enter()}
   * and {@link #exit()}. Its {@code close} must tolerate being called again.
   *
   * @param handle what was handed out
   */
  public void register(AutoCloseable handle) {
    handlesLock.lock();
    try {
      handles.add(handle);
    } finally {
      handlesLock.unlock();
    }
  }

  /**
   * Forgets something handed out that its user has closed.
   *
   * @param handle what was handed out
   */
  public void unregister(AutoCloseable handle) {
    handlesLock.lock();
    try {
      handles.remove(handle);
    } finally {
      handlesLock.unlock();
    }
  }

  /** {@return how many things that were handed out are open} */
  public int openHandles() {
    handlesLock.lock();
    try {
      return handles.size();
    } finally {
      handlesLock.unlock();
    }
  }

  /**
   * Closes the store: once, whoever calls and however often. Every call returns only when it is
   * closed.
   *
   * @param release frees what the store itself holds; runs after all that was handed out is closed,
   *     also where closing some of it failed
   * @throws RuntimeException the first failure, with the others suppressed
   */
  public void close(Runnable release) {
    if (!closer.compareAndSet(null, Thread.currentThread())) {
      awaitClosed();
      return;
    }
    closing = true;
    try {
      awaitCallsInProgress();
      closeAll(release);
    } finally {
      closed.countDown();
    }
  }

  private void closeAll(Runnable release) {
    List<AutoCloseable> toClose;
    handlesLock.lock();
    try {
      toClose = new ArrayList<>(handles);
      handles.clear();
    } finally {
      handlesLock.unlock();
    }
    Collections.reverse(toClose);
    toClose.add(release::run);
    Closing.all(toClose);
  }

  private void awaitCallsInProgress() {
    boolean interrupted = false;
    while (hasCallsInProgress()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean hasCallsInProgress() {
    for (int i = 1; i <= STRIPES; i++) {
      if (callsInProgress.get(i * STRIDE) != 0) {
        return true;
      }
    }
    return false;
  }

  private void awaitClosed() {
    boolean interrupted = false;
    while (true) {
      try {
        closed.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int stripe() {
    int spread = (int) ((Thread.currentThread().getId() * 0x9E3779B97F4A7C15L) >>> 40);
    return ((spread & (STRIPES - 1)) + 1) * STRIDE;
  }
}
