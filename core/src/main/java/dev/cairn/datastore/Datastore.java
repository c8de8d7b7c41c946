package dev.cairn.datastore;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A map from {@link Key}s to bytes.
 *
 * <p>Any number of threads may call at once. A write that has returned is visible to every call
 * that begins later; it survives a killed process, and after {@link #sync} it survives loss of
 * power. An empty value is a value: it differs from absence.
 *
 * <p>Arrays handed in are not kept and arrays handed out belong to the caller. After {@link
 * #close()} every method but {@code close} throws {@link DatastoreClosedException}. Every method
 * may throw {@link DatastoreException} where the store below fails.
 */
public interface Datastore extends AutoCloseable {

  /**
   * {@return the value of {@code key}, or nothing where the store does not hold it}
   *
   * @param key any key
   */
  Optional<byte[]> get(Key key);

  /**
   * {@return the values of those {@code keys} that the store holds, in the order asked for} Engines
   * that can fetch many at once do.
   *
   * @param keys which values; one asked for twice is answered once
   */
  default Map<Key, byte[]> getAll(Collection<Key> keys) {
    Map<Key, byte[]> found = new LinkedHashMap<>();
    if (keys.isEmpty()) {
      has(Key.ROOT); // which a closed store refuses
    }
    for (Key key : keys) {
      get(key).ifPresent(value -> found.put(key, value));
    }
    return found;
  }

  /**
   * {@return whether the store holds {@code key}}
   *
   * @param key any key
   */
  boolean has(Key key);

  /**
   * {@return the number of bytes of the value of {@code key}, or nothing where it is not held}
   *
   * @param key any key
   */
  OptionalLong size(Key key);

  /**
   * Sets the value of {@code key}, in place of any earlier one.
   *
   * @param key any key
   * @param value any number of bytes, also 0; not kept
   * @throws ReadOnlyDatastoreException if the store only reads
   * @throws UnsupportedKeyException if the store cannot hold such a key
   * @throws NoSpaceException if there is no room; nothing was written
   */
  void put(Key key, byte[] value);

  /**
   * Removes {@code key}; where it is absent, nothing happens.
   *
   * @param key any key
   * @throws ReadOnlyDatastoreException if the store only reads
   */
  void delete(Key key);

  /**
   * {@return the entries that {@code query} finds; the caller closes them}
   *
   * @param query what to list
   */
  Results query(Query query);

  /**
   * Makes writes durable: all that had returned before this call, at {@code prefix} or below it,
   * survive loss of power once it returns. Others may be made durable along with them.
   *
   * @param prefix the root for everything
   */
  void sync(Key prefix);

  /**
   * {@return this store as one that can do more than every store can, such as {@link Batching} or
   * {@link DiskUsage}, or nothing where it, or what it stands on, cannot} The answer is true
   * through wrappers; an ability that is returned works, it is never a silent no-op.
   *
   * @param <T> the interface asked for
   * @param ability the interface asked for
   */
  default <T> Optional<T> capability(Class<T> ability) {
    return ability.isInstance(this) ? Optional.of(ability.cast(this)) : Optional.empty();
  }

  /**
   * Closes the store and all that it handed out (results, batches): they are refused from then on.
   * Waits for calls in progress. Idempotent.
   */
  @Override
  void close();
}
