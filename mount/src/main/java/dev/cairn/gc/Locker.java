package dev.cairn.gc;

import dev.cairn.datastore.CancellationToken;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.multiformats.Multihash;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets collections run beside writers.
 *
 * <p>Whoever puts blocks and pins them later holds a {@link Token} meanwhile. Opening one never
 * waits, not even while a collection runs, so tokens may be nested at will: an inner step may open
 * one of its own, or be handed the outer one. What a collection does:
 *
 * <ol>
 *   <li>From its first moment on, it keeps every block that is put, elided puts included, and every
 *       block that the walk of a new pin meets.
 *   <li>It waits for the tokens that were opened before that moment, and for no others.
 *   <li>Only then it reads the pins, marks what they reach, and sweeps the rest.
 * </ol>
 *
 * <p>So what is put and pinned under one token is safe, whichever way a collection falls: either
 * the pin is there before the pins are read, or all that was put is kept by the first rule. The
 * rule has an edge: blocks that were there before, that no pin kept and that nobody put again, may
 * go, also where a block that was put links to them. Then the pin finds them missing, says which,
 * and records nothing. Who wants to build on blocks that it found rather than put makes sure of
 * them by {@link Pins#keep}.
 *
 * <p>A long writer asks {@link #gcRequested()} now and then; where it answers true, it pins what it
 * has so far, closes its token and opens another.
 *
 * <p>Any number of threads may call at once; nothing here belongs to a thread.
 */
public final class Locker {

  /** How often a wait asks whether it was cancelled. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Lifecycle lifecycle;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Token> tokens = new LinkedHashSet<>();
  private boolean taken;

  /** Those of the tokens that a collection waits for. */
  private final Set<Token> awaited = new LinkedHashSet<>();

  private volatile boolean requested;
  private volatile @Nullable Epoch epoch;
  private final AtomicReference<@Nullable FreshBlocks> freshBlocks = new AtomicReference<>();

  Locker(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  /**
   * {@return a token, which the caller closes} Never waits.
   *
   * @param purpose what it is held for; a collection that waits for it says so
   * @throws dev.cairn.datastore.DatastoreClosedException if the pins are closed
   */
  public Token open(String purpose) {
    Token token = new Token(this, purpose);
    lock.lock();
    try {
      if (lifecycle.isClosed()) {
        throw lifecycle.closedException();
      }
      tokens.add(token);
    } finally {
      lock.unlock();
    }
    return token;
  }

  /** {@return whether a collection, or a removal of blocks, waits for tokens that are open} */
  public boolean gcRequested() {
    return requested;
  }

  void closed(Token token) {
    lock.lock();
    try {
      tokens.remove(token);
      awaited.remove(token);
      requested = !awaited.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Is told of all puts from now on; there is room for one. */
  void remember(FreshBlocks added) {
    if (!freshBlocks.compareAndSet(null, added)) {
      throw new IllegalStateException(
          "another collector of these pins has a grace period; close it, or use it");
    }
  }

  void forget(FreshBlocks removed) {
    freshBlocks.compareAndSet(removed, null);
  }

  /** Some blocks are about to be put. */
  void beforePut(List<Multihash> blocks) {
    FreshBlocks remembering = freshBlocks.get();
    if (remembering != null) {
      remembering.note(blocks);
    }
    keep(blocks);
  }

  /** Makes blocks stay, if a collection runs, before they are looked for or written. */
  void keep(List<Multihash> blocks) {
    Epoch current = epoch;
    if (current != null) {
      current.keep(blocks);
    }
  }

  /**
   * Begins a collection or a removal, of which there is one at a time: waits for an earlier one,
   * and then for the tokens that are open.
   *
   * @param work in words, for messages
   * @param cancellation ends the wait, be it by a person or by the time
   */
  Epoch begin(String work, CancellationToken cancellation) {
    lock.lock();
    try {
      await(() -> !taken, cancellation, () -> work + ", which waits for the one before it");
      taken = true;
      Epoch begun = new Epoch(this::end);
      epoch = begun;
      try {
        awaitTokens(work, cancellation);
      } catch (RuntimeException e) {
        end();
        throw e;
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }

  private void awaitTokens(String work, CancellationToken cancellation) {
    awaited.addAll(tokens);
    requested = !awaited.isEmpty();
    try {
      await(
          awaited::isEmpty,
          cancellation,
          () -> work + ", which waits until these are closed: " + awaited);
    } finally {
      awaited.clear();
      requested = false;
    }
  }

  private void await(
      BooleanSupplier isOver, CancellationToken cancellation, Supplier<String> what) {
    boolean interrupted = false;
    try {
      while (!isOver.getAsBoolean()) {
        if (lifecycle.isClosed()) {
          throw lifecycle.closedException();
        }
        if (cancellation.isCancelled()) {
          cancellation.check(what.get());
        }
        try {
          changed.awaitNanos(LOOK_NANOS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end() {
    lock.lock();
    try {
      epoch = null;
      taken = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
