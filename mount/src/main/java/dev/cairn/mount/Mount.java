package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.DiskUsage;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

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

  /** Calls the store with the name that it knows {@code key} by. */
  <R> R call(String verb, Key key, BiFunction<Datastore, Key, R> call) {
    try {
      return call.apply(datastore, inner(key));
    } catch (DatastoreException e) {
      throw failure(verb + " " + key, e);
    }
  }

  /** Calls the store with the name that it knows {@code key} by. */
  void run(String verb, Key key, BiConsumer<Datastore, Key> call) {
    try {
      call.accept(datastore, inner(key));
    } catch (DatastoreException e) {
      throw failure(verb + " " + key, e);
    }
  }

  /** Returns the values of those keys that the store holds; all lie below the mountpoint. */
  Map<Key, byte[]> getAll(List<Key> keys) {
    Map<Key, byte[]> values;
    try {
      values = datastore.getAll(keys.stream().map(this::inner).toList());
    } catch (DatastoreException e) {
      throw failure("get " + keys.size() + " values", e);
    }
    Map<Key, byte[]> found = new HashMap<>();
    values.forEach((inner, value) -> found.put(outer(inner), value));
    return found;
  }

  /** Syncs what the store holds at {@code prefix} or below it. */
  void sync(Key prefix) {
    try {
      datastore.sync(prefix.isDescendantOf(this.prefix) ? inner(prefix) : Key.ROOT);
    } catch (DatastoreException e) {
      throw failure("sync", e);
    }
  }

  /** Returns the bytes that the store takes; it is able to tell. */
  long diskUsage() {
    try {
      return Datastores.require(datastore, DiskUsage.class).diskUsage();
    } catch (DatastoreException e) {
      throw failure("measure the disk usage", e);
    }
  }

  /** Closes the store. */
  void close() {
    try {
      datastore.close();
    } catch (DatastoreException e) {
      throw failure("close the store", e);
    }
  }

  /** Returns {@code failure} with a message that names what was attempted and the mountpoint. */
  DatastoreException failure(String attempt, DatastoreException failure) {
    return Failures.naming("could not " + attempt + " at " + prefix, failure);
  }

  /** {@return the mountpoint and the store} */
  @Override
  public String toString() {
    return prefix + ": " + datastore;
  }
}
