package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;

/**
 * A datastore at a place in a larger tree of keys: it holds what lies strictly below the place,
 * under names that leave the place out.
 *
 * @param prefix the mountpoint, a cleaned key such as {@code /blocks}; the root for a store that
 *     holds whatever no other mount does
 * @param datastore the store; a {@link MountDatastore} that it is given to owns it
 */
public record Mount(Key prefix, Datastore datastore) {

  /**
   * Checks the mountpoint.
   *
   * @throws IllegalArgumentException if cleaning would change it: no cleaned key could lie below
   */
  public Mount {
    if (!Key.of(prefix.bytesWithoutCopy()).equals(prefix)) {
      throw new IllegalArgumentException(
          "a mountpoint is a cleaned key such as /blocks, not " + prefix + "; make it by Key.of");
    }
  }

  /**
   * {@return the mount of {@code datastore} at {@code prefix}}
   *
   * @param prefix the mountpoint as text, which is cleaned
   * @param datastore the store
   */
  public static Mount at(String prefix, Datastore datastore) {
    return new Mount(Key.of(prefix), datastore);
  }

  /** Returns the name that the store knows {@code key} by; the key lies below the mountpoint. */
  Key inner(Key key) {
    return key.relativeTo(prefix);
  }

  /**
   * Returns the full key of what the store knows as {@code inner}: the mountpoint's bytes and then
   * the store's, always, so that no two keys become one. (The store's {@code /} is therefore {@code
   * /foo/}, which no cleaned key is, and not {@code /foo}, which is the parent's.)
   */
  Key outer(Key inner) {
    return inner.isRoot() ? Key.ofStored(range().lower()) : prefix.child(inner);
  }

  /** Returns the keys that lie below the mountpoint; of the root, all. */
  KeyRange range() {
    return KeyRange.below(prefix);
  }

  /** {@return the mountpoint and the store} */
  @Override
  public String toString() {
    return prefix + ": " + datastore;
  }
}
