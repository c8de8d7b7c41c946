package dev.cairn.mount;

import dev.cairn.datastore.CancelledException;
import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.ReadOnlyDatastoreException;
import dev.cairn.datastore.UnsupportedKeyException;
import dev.cairn.mount.MountHealth.Failure;
import dev.cairn.mount.MountHealth.State;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps questions from a mount that fails each time. After so many failures in a row it is tripped:
 * nobody asks for a while; then one question is let through, and its outcome decides.
 *
 * <p>Damage is no failure of the mount, nor is a refusal of what nobody could do: it answered.
 */
final class CircuitBreaker {

  /** How a question was let through. */
  enum Admission {
    /** As any other. */
    NORMAL,

    /** As the one that finds out whether a tripped mount is well again. */
    PROBE
  }

  private final String name;
  private final BreakerPolicy policy;
  private final Clock clock;
  private final MountEvents events;
  private final AtomicReference<@Nullable Failure> failures = new AtomicReference<>();
  private final AtomicBoolean probing = new AtomicBoolean();

  /** Until when nobody asks; nothing while the mount is well. */
  private final AtomicReference<@Nullable Instant> until = new AtomicReference<>();

  CircuitBreaker(String name, BreakerPolicy policy, Clock clock, MountEvents events) {
    this.name = name;
    this.policy = policy;
    this.clock = clock;
    this.events = events;
  }

  /**
   * Lets a question through. Whoever asks tells the outcome by {@link #succeeded} or {@link
   * #failed}.
   *
   * @throws MountUnavailableException if it is not to be asked now
   */
  Admission admit() {
    Instant pause = until.get();
    if (pause == null) {
      return Admission.NORMAL;
    }
    if (clock.instant().isBefore(pause) || !probing.compareAndSet(false, true)) {
      throw refusal(pause);
    }
    return Admission.PROBE;
  }

  private MountUnavailableException refusal(Instant pause) {
    Failure last = failures.get();
    int count = last == null ? 0 : last.inARow();
    RuntimeException reason =
        last == null ? new IllegalStateException("it has answered meanwhile") : last.reason();
    return new MountUnavailableException(
        "the mount '%s' has failed %d times in a row and is not asked before %s; the last reason: %s"
            .formatted(name, count, pause, reason.getMessage()),
        reason,
        pause);
  }

  /** The mount has answered. */
  void succeeded(Admission admission) {
    if (failures.get() != null) {
      recovered();
    }
    abandoned(admission);
  }

  /** Nobody will know how the question ended. */
  void abandoned(Admission admission) {
    if (admission == Admission.PROBE) {
      probing.set(false);
    }
  }

  private void recovered() {
    failures.set(null);
    if (until.getAndSet(null) != null) {
      events.recovered(name);
    }
  }

  /** The mount has failed, or has found something wrong with what was asked. */
  void failed(Admission admission, RuntimeException reason) {
    if (reason instanceof CancelledException) {
      abandoned(admission);
    } else if (isAnswer(reason)) {
      succeeded(admission);
    } else {
      count(admission, reason);
    }
  }

  private static boolean isAnswer(RuntimeException reason) {
    return reason instanceof CorruptDataException
        || reason instanceof UnsupportedKeyException
        || reason instanceof ReadOnlyDatastoreException
        || reason instanceof UnsupportedOperationException; // a hash that is not implemented
  }

  /** Questions that were on their way when the mount was tripped change nothing any more. */
  private void count(Admission admission, RuntimeException reason) {
    boolean probe = admission == Admission.PROBE;
    if (!probe && until.get() != null) {
      return;
    }
    Instant now = clock.instant();
    Failure counted =
        failures.updateAndGet(
            last -> new Failure(last == null ? 1 : last.inARow() + 1, now, reason));
    if (probe || (counted != null && counted.inARow() >= policy.failures())) {
      trip(probe, now.plus(policy.pause()), reason);
    }
    abandoned(admission);
  }

  /** Of several that fail at once, one trips it. */
  private void trip(boolean probe, Instant next, RuntimeException reason) {
    if (probe ? until.getAndSet(next) != null : until.compareAndSet(null, next)) {
      events.tripped(name, next, reason);
    }
  }

  State state() {
    Instant pause = until.get();
    if (pause == null) {
      return State.HEALTHY;
    }
    return clock.instant().isBefore(pause) ? State.TRIPPED : State.HALF_OPEN;
  }

  Optional<Failure> lastFailure() {
    return Optional.ofNullable(failures.get());
  }
}
