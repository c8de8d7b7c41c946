package dev.cairn.mount;

import dev.cairn.blockstore.Block;
import dev.cairn.blockstore.Blockstore;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.DatastoreClosedException;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.engine.Lifecycle;
import dev.cairn.mount.CircuitBreaker.Admission;
import dev.cairn.mount.Location.Depth;
import dev.cairn.mount.Location.Status;
import dev.cairn.multiformats.Cid;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mount of a {@link MultiBlockstore}: a store under a name, what has been seen of it, and who
 * uses it. It is closed when it has been taken away and the last use is over.
 */
final class MountedStore {

  /** What a mount is there for. */
  enum Role {
    CACHE,
    AUX
  }

  private static final Logger log = LoggerFactory.getLogger(MultiBlockstore.class);

  private final Role role;
  private final AuxStore declared;
  private final CircuitBreaker breaker;
  private final Tally tally = new Tally();

  /** One for the place among the mounts, and one for each use. */
  private final AtomicInteger references = new AtomicInteger(1);

  private final AtomicBoolean leaving = new AtomicBoolean();
  private volatile boolean gone;

  MountedStore(Role role, AuxStore declared, CircuitBreaker breaker) {
    this.role = role;
    this.declared = declared;
    this.breaker = breaker;
  }

  String name() {
    return declared.name();
  }

  AuxStore declared() {
    return declared;
  }

  Blockstore store() {
    return declared.store();
  }

  boolean isCache() {
    return role == Role.CACHE;
  }

  boolean isWritable() {
    return isCache() || declared.isWritable();
  }

  /** Returns the store as others may use it. */
  Blockstore handle(Lifecycle lifecycle, WatchedWrites writes) {
    return isCache() ? store() : new MountHandle(this, lifecycle, writes);
  }

  Tally tally() {
    return tally;
  }

  MountHealth health() {
    return tally.health(name(), breaker);
  }

  /** Returns whether a copy here makes one in the cache needless. */
  boolean elidesPuts() {
    return !isCache() && declared.trust() == Trust.TRUSTED && !leaving.get();
  }

  /** Returns whether nobody may count on a copy here, since this mount may be gone soon. */
  boolean isLeaving() {
    return leaving.get();
  }

  /**
   * Tells everybody not to count on a copy here any more.
   *
   * @throws IllegalStateException if somebody else has done so
   */
  void beginLeaving() {
    if (!leaving.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the mount '%s' is being taken away already".formatted(name()));
    }
  }

  /** Lets copies here count again. */
  void stay() {
    leaving.set(false);
  }

  /** Begins a use, or returns {@code false} where the mount has been taken away and closed. */
  boolean acquire() {
    int count = references.get();
    while (count > 0) {
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
      count = references.get();
    }
    return false;
  }

  /**
   * Begins a use.
   *
   * @throws DatastoreClosedException if the mount has been taken away
   */
  void requireUse() {
    if (gone || !acquire()) {
      throw takenAway();
    }
  }

  /**
   * Returns only while this is a mount.
   *
   * @throws DatastoreClosedException if the mount has been taken away, in use or not
   */
  void requireMounted() {
    if (gone) {
      throw takenAway();
    }
  }

  private DatastoreClosedException takenAway() {
    return new DatastoreClosedException(
        "the mount '%s' was taken away; mount its store again to use it".formatted(name()));
  }

  /** Ends the place among the mounts. */
  void withdraw() {
    gone = true;
    release();
  }

  /**
   * Ends a use, as {@link #release()} does, but of a call that is not to fail with the closing of a
   * store that it only happens to be the last to use.
   */
  void endUse() {
    try {
      release();
    } catch (RuntimeException e) {
      log.warn("{}", e.getMessage(), e);
    }
  }

  /** Ends a use, or the place among the mounts; the last one closes the store. */
  void release() {
    if (references.decrementAndGet() == 0) {
      run(() -> "close the store", store()::close);
    }
  }

  /**
   * Returns the answer to a question, or {@code null} where the mount does not have the block, or
   * is no mount any more.
   *
   * @throws MountUnavailableException if it has failed too often of late to be asked now
   * @throws RuntimeException what the store throws, with the mount's name
   */
  <R> @Nullable R ask(Question<R> question, Cid cid) {
    if (!acquire()) {
      return null;
    }
    try {
      Admission admission = breaker.admit();
      try {
        R answer = question.put(this, cid);
        breaker.succeeded(admission);
        tally.answered(answer != null);
        return answer;
      } catch (RuntimeException e) {
        throw failed(question.verb() + " " + cid, admission, e);
      } catch (Error e) {
        breaker.abandoned(admission);
        throw e;
      }
    } finally {
      endUse();
    }
  }

  private RuntimeException failed(String attempt, Admission admission, RuntimeException e) {
    breaker.failed(admission, e);
    return failed(attempt, e);
  }

  /** Counts a failure and returns it with a message that names what was attempted and the mount. */
  RuntimeException failed(String attempt, RuntimeException e) {
    tally.failed();
    return failure(attempt, e);
  }

  /** Returns whether it has the block; a mount that cannot say is taken not to. */
  boolean surelyHas(Cid cid) {
    try {
      return ask(Question.HAS, cid) != null;
    } catch (RuntimeException e) {
      log.debug("{}; the block is put into the cache", e.getMessage());
      return false;
    }
  }

  /** Returns the block after checking it, or {@code null} where the mount does not have it. */
  @Nullable Block verified(Cid cid) {
    return ask(Question.GET, cid);
  }

  /** Looks for the block as deep as asked, whatever the mount is there for. */
  Location locate(Cid cid, Depth depth) {
    return switch (depth) {
      case EXISTENCE -> located(cid, Question.HAS, held -> Location.found(name()));
      case SIZE -> located(cid, Question.SIZE, size -> Location.found(name(), size.getAsLong()));
      case HASH -> located(cid, Question.READ, this::checked);
    };
  }

  /**
   * Reads the copy, also of a mount that others do not ask for a while: a round that was to look at
   * every copy leaves none out. During a use.
   */
  Location examine(Cid cid) {
    try {
      Block held = Question.READ.put(this, cid);
      tally.answered(held != null);
      return held == null ? Location.absent(name()) : checked(held);
    } catch (RuntimeException e) {
      return unread(OptionalLong.empty(), failed("read " + cid, e));
    }
  }

  private <R> Location located(Cid cid, Question<R> question, Function<R, Location> reading) {
    try {
      R answer = ask(question, cid);
      return answer == null ? Location.absent(name()) : reading.apply(answer);
    } catch (RuntimeException e) {
      return unread(OptionalLong.empty(), e);
    }
  }

  private Location checked(Block block) {
    OptionalLong size = OptionalLong.of(block.size());
    try {
      block.verify();
      return Location.found(name(), block.size());
    } catch (RuntimeException e) {
      return unread(size, e);
    }
  }

  private Location unread(OptionalLong size, RuntimeException reason) {
    Status status = reason instanceof CorruptDataException ? Status.CORRUPT : Status.ERROR;
    return new Location(name(), status, size, Optional.of(reason));
  }

  /** Does something with the store; a failure names the mount. */
  void run(Supplier<String> attempt, Runnable action) {
    try {
      action.run();
    } catch (DatastoreException e) {
      throw failure(attempt.get(), e);
    }
  }

  /** Returns {@code failure} with a message that names what was attempted and the mount. */
  RuntimeException failure(String attempt, RuntimeException failure) {
    return failure instanceof DatastoreException e
        ? Failures.naming("could not " + attempt + " in the mount '" + name() + "'", e)
        : failure;
  }

  @Override
  public String toString() {
    return name();
  }
}
