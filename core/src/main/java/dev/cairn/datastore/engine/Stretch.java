package dev.cairn.datastore.engine;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.engine.RangeSource.Direction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a listing has come: the keys on which depends what it has shown. For one thread at a
 * time.
 */
public final class Stretch {

  private final KeyRange range;
  private final Direction direction;
  private @Nullable Key last;
  private boolean complete;

  /**
   * Begins before the first step.
   *
   * @param range what is listed
   * @param direction which way
   */
  public Stretch(KeyRange range, Direction direction) {
    this.range = range;
    this.direction = direction;
  }

  /**
   * Notes a step.
   *
   * @param key the key that it came to
   */
  public void reach(Key key) {
    last = key;
  }

  /** Notes that the end was reached. */
  public void complete() {
    complete = true;
  }

  /** {@return the keys on which depends what was listed so far; nothing before the first step} */
  public Optional<KeyRange> soFar() {
    if (complete) {
      return Optional.of(range);
    }
    Key end = last;
    if (end == null) {
      return Optional.empty();
    }
    return Optional.of(direction == Direction.ASCENDING ? range.through(end) : range.from(end));
  }
}
