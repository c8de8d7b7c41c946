package dev.cairn.mount;

import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.DatastoreException;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.engine.Lifecycle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A mount in use. It knows the calls in progress on its store and what was handed out of it, so
 * that the store can be let go of while the others go on.
 *
 * <p>Every call on the store stands between {@link #tryEnter()} and {@link #exit()}.
 */
final class Mounted {

  private final Mount mount;
  private final Lifecycle lifecycle;

  Mounted(Mount mount) {
    this.mount = mount;
    this.lifecycle = new Lifecycle("the store at " + mount.prefix());
  }

  Mount mount() {
    return mount;
  }

  Key prefix() {
    return mount.prefix();
  }

  Datastore store() {
    return mount.datastore();
  }

  /** Begins a call, unless the store is let go of. */
  boolean tryEnter() {
    return lifecycle.tryEnter();
  }

  void exit() {
    lifecycle.exit();
  }

  /** Remembers what is to be closed before the store is let go of; during a call. */
  void register(AutoCloseable handle) {
    lifecycle.register(handle);
  }

  void unregister(AutoCloseable handle) {
    lifecycle.unregister(handle);
  }

  /** Waits for the calls in progress and closes what was handed out; the store stays open. */
  void letGo() {
    lifecycle.close(() -> {});
  }

  /** Lets go of the store and closes it. */
  void close() {
    lifecycle.close(() -> run("close the store", Datastore::close));
  }

  /** Returns the refusal of what was begun when the mounts were others. */
  DatastoreException changed(String attempt) {
    return new DatastoreException(
        "could not %s: what is mounted at or below %s was changed meanwhile; nothing was written,"
                .formatted(attempt, prefix())
            + " begin anew");
  }

  /** Calls the store with the name that it knows {@code key} by. */
  <R> R call(String verb, Key key, BiFunction<Datastore, Key, R> call) {
    try {
      return call.apply(store(), mount.inner(key));
    } catch (DatastoreException e) {
      throw failure(verb + " " + key, e);
    }
  }

  /** Calls the store with the name that it knows {@code key} by. */
  void run(String verb, Key key, BiConsumer<Datastore, Key> call) {
    try {
      call.accept(store(), mount.inner(key));
    } catch (DatastoreException e) {
      throw failure(verb + " " + key, e);
    }
  }

  /** Calls the store. */
  <R> R call(String attempt, Function<Datastore, R> call) {
    try {
      return call.apply(store());
    } catch (DatastoreException e) {
      throw failure(attempt, e);
    }
  }

  /** Calls the store. */
  void run(String attempt, Consumer<Datastore> call) {
    try {
      call.accept(store());
    } catch (DatastoreException e) {
      throw failure(attempt, e);
    }
  }

  /** Returns the values of those keys that the store holds; all lie below the mountpoint. */
  Map<Key, byte[]> getAll(List<Key> keys) {
    List<Key> inner = keys.stream().map(mount::inner).toList();
    Map<Key, byte[]> values = call("get " + keys.size() + " values", store -> store.getAll(inner));
    Map<Key, byte[]> found = new HashMap<>();
    values.forEach((key, value) -> found.put(mount.outer(key), value));
    return found;
  }

  /** Syncs what the store holds at {@code prefix} or below it. */
  void sync(Key prefix) {
    Key inner = prefix.isDescendantOf(prefix()) ? mount.inner(prefix) : Key.ROOT;
    run("sync", store -> store.sync(inner));
  }

  /** Returns {@code failure} with a message that names what was attempted and the mountpoint. */
  DatastoreException failure(String attempt, DatastoreException failure) {
    return Failures.naming("could not " + attempt + " at " + prefix(), failure);
  }

  @Override
  public String toString() {
    return mount.toString();
  }
}
