package dev.cairn.datastore.engine;

import dev.cairn.datastore.Key;
import org.jspecify.annotations.Nullable;

/** Sees to it that the keys of a bulk load ascend. For one thread at a time. */
public final class AscendingKeys {

  private @Nullable Key last;

  /** Begins before the least key. */
  public AscendingKeys() {}

  /**
   * Takes the next key.
   *
   * @param key the key
   * @throws IllegalArgumentException if it is not greater than the one before; then it is not taken
   */
  public void add(Key key) {
    if (last != null && key.compareTo(last) <= 0) {
      throw new IllegalArgumentException(
          "a bulk load takes keys in ascending order, each once: %s cannot follow %s; sort them first"
              .formatted(key, last));
    }
    last = key;
  }

  /** {@return the key that was taken last; {@code null} before the first} */
  public @Nullable Key last() {
    return last;
  }
}
