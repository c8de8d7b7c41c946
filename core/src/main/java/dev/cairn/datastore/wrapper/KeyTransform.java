package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Key;
import java.util.Optional;
import java.util.function.Function;

/**
 * A one-to-one change of keys: for every key, {@code original(stored(key))} is the key again.
 * Whether it keeps their order or their prefixes does not matter.
 */
public interface KeyTransform {

  /**
   * {@return the key under which the store below holds {@code key}}
   *
   * @param key as the user names it
   */
  Key stored(Key key);

  /**
   * {@return the key that the user names for {@code stored}, or nothing where {@link #stored} makes
   * that of no key: then the entry is somebody else's}
   *
   * @param stored as the store below holds it
   */
  Optional<Key> original(Key stored);

  /**
   * {@return the transform of two functions, for a store below in which every key is one that the
   * first of them makes}
   *
   * @param stored as {@link #stored}
   * @param original as {@link #original}, of keys that {@code stored} makes
   */
  static KeyTransform of(Function<Key, Key> stored, Function<Key, Key> original) {
    return new KeyTransform() {
      @Override
      public Key stored(Key key) {
        return stored.apply(key);
      }

      @Override
      public Optional<Key> original(Key key) {
        return Optional.of(original.apply(key));
      }
    };
  }
}
