package dev.cairn.keystore;

import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.keystore.GenerationListener.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which generation is in force, and how the next one takes its place: prepared while readers and
 * writers go on, marked durably, put in force under the lock of the writers; then the old one is
 * destroyed when nobody reads it any more.
 */
final class Succession implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Succession.class);

  private final Generations generations;
  private final KeystoreOptions options;

  /** Of the keystore, which closes what it handed out. */
  private final Lifecycle lifecycle;

  /** Held for each batch of changes, and while a new set comes into force. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Whether a reset is being begun, running or being ended. */
  private final AtomicBoolean resetting = new AtomicBoolean();

  /** The set in force; changed under the lock of the writers. */
  private volatile Generation active;

  /** The set that takes part in changes; under the lock of the writers. */
  private @Nullable NewGeneration next;

  /** Opens the generation in force. */
  Succession(Generations generations, KeystoreOptions options, Lifecycle lifecycle) {
    this.generations = generations;
    this.options = options;
    this.lifecycle = lifecycle;
    this.active = generations.open(options.onDamage());
  }

  /** A change of the set in force, and of the next one where a reset is running. */
  @FunctionalInterface
  interface Change {
    void apply(Keystore active, @Nullable NewGeneration next);
  }

  /** Applies a change, one at a time. */
  void change(Change change) {
    writing.lock();
    try {
      generations.checkCertain();
      change.apply(active.keystore(), next);
    } finally {
      writing.unlock();
    }
  }

  /** Returns the generation in force at this moment. */
  Generation active() {
    return active;
  }

  /** Returns the set in force, which stays until it is released. */
  Generation acquire() {
    Generation generation = active;
    while (!generation.tryAcquire()) {
      generation = active; // it was replaced in between
    }
    return generation;
  }

  /** Begins a reset, which {@link #end} ends, and says whether it could: there is one at most. */
  boolean tryBegin() {
    generations.checkCertain();
    return resetting.compareAndSet(false, true);
  }

  /** Ends a reset, so that another one can begin. */
  void end() {
    resetting.set(false);
  }

  /** Makes the next generation; from here on it takes part in all changes. */
  NewGeneration prepare() {
    generations.sweepLeftovers();
    NewGeneration generation = generations.create(writing, options);
    writing.lock();
    try {
      next = generation;
    } finally {
      writing.unlock();
    }
    return generation;
  }

  /**
   * Puts a generation in force, and destroys the old one.
   *
   * @throws ResetCleanupException if only the destruction failed
   * @throws DatastoreException if the old one stays in force; the new one is dropped
   */
  ResetResult commit(NewGeneration generation) {
    return retire(replace(generation, this::swap));
  }

  /**
   * Puts a generation in force, and keeps the old one for whoever compares them.
   *
   * @throws RuntimeException if the old one stays in force; the new one is dropped
   */
  ResetDiff commitAndCompare(NewGeneration generation) {
    Compared compared = replace(generation, this::swapWithViews);
    Swap swap = compared.swap();
    tellOf(swap);
    swap.old().retire(Duration.ZERO, () -> destroyUnattended(swap.old()));
    generations.tell(Event.STILL_READ, swap.old().number(), 0);
    return new ResetDiff(swap.result(OptionalLong.empty()), compared.before(), compared.after());
  }

  /** Loads a generation and lets it take over; drops it where that fails. */
  private <T> T replace(NewGeneration generation, Function<Generation, T> takeover) {
    try {
      generation.checkIntact();
      generation.load(); // takes long, while the set in force is read and changed
      writing.lock();
      try {
        generations.checkCertain();
        return takeover.apply(generation.complete());
      } finally {
        writing.unlock();
      }
    } catch (RuntimeException | Error e) {
      dropAfter(e, generation);
      throw e;
    }
  }

  private Swap swap(Generation fresh) {
    Generation old = active;
    Swap swap = new Swap(old, fresh, old.keystore().size(), fresh.keystore().size());
    generations.flip(old.number(), fresh.number());
    active = fresh;
    next = null;
    return swap;
  }

  private Compared swapWithViews(Generation fresh) {
    List<GenerationView> views = new ArrayList<>();
    try {
      for (Generation generation : List.of(active, fresh)) {
        generation.tryAcquire(); // neither is retired while this lock is held
        views.add(GenerationView.of(generation, lifecycle));
      }
      return new Compared(swap(fresh), views.get(0), views.get(1));
    } catch (RuntimeException | Error e) {
      Closing.onFailure(e, views);
      throw e;
    }
  }

  private void tellOf(Swap swap) {
    generations.tell(Event.IN_FORCE, swap.fresh().number(), swap.fresh().bytes());
  }

  private ResetResult retire(Swap swap) {
    Generation old = swap.old();
    tellOf(swap);
    boolean unused = old.retire(options.drainTimeout(), () -> destroyUnattended(old));
    if (!unused) {
      generations.tell(Event.STILL_READ, old.number(), 0);
      return swap.result(OptionalLong.empty());
    }
    try {
      return swap.result(OptionalLong.of(destroy(old)));
    } catch (RuntimeException e) {
      DatastoreException cause =
          e instanceof DatastoreException known ? known : new DatastoreException(e.toString(), e);
      throw new ResetCleanupException(
          swap.result(OptionalLong.empty()), GenerationName.of(old.number()), cause);
    }
  }

  /** Deletes a generation also where closing it fails: nothing will be read from it any more. */
  private long destroy(Generation old) {
    try {
      old.keystore().close();
    } catch (RuntimeException e) {
      generations.destroyAfter(e, old.number());
      throw e;
    }
    return generations.destroy(old.number());
  }

  /** For the last reader, which has nothing to do with it: what fails becomes a leftover. */
  private void destroyUnattended(Generation old) {
    try {
      destroy(old);
    } catch (RuntimeException e) {
      log.warn("generation {} could not be deleted", GenerationName.of(old.number()), e);
    }
  }

  private void dropAfter(Throwable failure, NewGeneration generation) {
    try {
      drop(generation);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Closes and destroys a generation that does not come into force, unless the marker may name it.
   */
  void drop(NewGeneration generation) {
    writing.lock();
    try {
      next = null;
    } finally {
      writing.unlock();
    }
    try {
      generation.close();
    } finally {
      if (generations.isCertain()) {
        generations.destroy(generation.number());
      }
    }
  }

  @Override
  public void close() {
    Closing.all(List.of(active.keystore(), generations));
  }

  /**
   * A change of the set in force.
   *
   * @param before how many multihashes were in the old one
   * @param after how many are in the new one
   */
  private record Swap(Generation old, Generation fresh, long before, long after) {
    ResetResult result(OptionalLong bytesFreed) {
      return new ResetResult(before, after, GenerationName.of(fresh.number()), bytesFreed);
    }
  }

  /** A change of the set in force, and both sets as they were at that moment. */
  private record Compared(Swap swap, GenerationView before, GenerationView after) {}
}
