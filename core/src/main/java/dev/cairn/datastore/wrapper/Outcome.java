package dev.cairn.datastore.wrapper;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How a watched call ended. */
public enum Outcome {
  /** It did or found what it was asked for. */
  DONE,
  /** What it asked for is not there, which is no error. */
  ABSENT,
  /** It was to write on a condition, and the condition did not hold; no error either. */
  DECLINED,
  /** It threw. */
  FAILED;

  private static final Set<Operation> ASKING_FOR_PRESENCE =
      EnumSet.of(Operation.HAS, Operation.EXPIRE_AT);

  /** Returns how a call ended that returned {@code result}. */
  static Outcome of(Operation operation, Object result) {
    if (result instanceof Optional<?> found) {
      return found.isPresent() ? DONE : ABSENT;
    }
    if (result instanceof OptionalLong size) {
      return size.isPresent() ? DONE : ABSENT;
    }
    if (Boolean.FALSE.equals(result)) {
      return ASKING_FOR_PRESENCE.contains(operation) ? ABSENT : DECLINED;
    }
    return DONE;
  }

  /** {@return the name in lower case} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
