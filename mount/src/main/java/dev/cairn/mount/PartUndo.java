package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a store held before a part of a batch was applied to it. */
final class PartUndo {

  private final Mounted mounted;
  private final Set<Key> keys;
  private final Map<Key, byte[]> before;
  private final Map<Key, Instant> expirations;

  private PartUndo(
      Mounted mounted, Set<Key> keys, Map<Key, byte[]> before, Map<Key, Instant> expirations) {
    this.mounted = mounted;
    this.keys = keys;
    this.before = before;
    this.expirations = expirations;
  }

  /** Reads what the store of a part holds now; nobody writes to the keys of the part. */
  static PartUndo of(BatchPart part) {
    Set<Key> keys = new LinkedHashSet<>();
    part.operations().forEach(operation -> keys.add(operation.key()));
    Map<Key, byte[]> values = values(part.mounted(), keys);
    return new PartUndo(part.mounted(), keys, values, expirations(part.mounted(), values.keySet()));
  }

  private static Map<Key, byte[]> values(Mounted mounted, Set<Key> keys) {
    return mounted.call("read what a batch writes over", store -> store.getAll(keys));
  }

  private static Map<Key, Instant> expirations(Mounted mounted, Set<Key> keys) {
    Map<Key, Instant> expirations = new HashMap<>();
    Optional<Expiring> expiring = mounted.store().capability(Expiring.class);
    expiring.ifPresent(
        able ->
            keys.forEach(
                key -> able.expiration(key).ifPresent(time -> expirations.put(key, time))));
    return expirations;
  }

  /** Puts it back, and forces it to the medium. */
  void apply() {
    mounted.run(
        "take back a batch",
        store -> {
          putBack(store);
          expirations.forEach(
              (key, time) -> Datastores.require(store, Expiring.class).expireAt(key, time));
        });
  }

  /**
   * Puts it back where something is different now. A store that failed may have applied its part
   * all the same; where it has not, a disk that is full still is, and nothing is to be written.
   */
  void applyWhereChanged() {
    if (isChanged()) {
      apply();
    }
  }

  private boolean isChanged() {
    Map<Key, byte[]> now = values(mounted, keys);
    return !now.keySet().equals(before.keySet())
        || now.entrySet().stream()
            .anyMatch(entry -> !Arrays.equals(entry.getValue(), before.get(entry.getKey())))
        || !expirations(mounted, now.keySet()).equals(expirations);
  }

  private void putBack(Datastore store) {
    try (Batch batch = Datastores.require(store, Batching.class).batch()) {
      for (Key key : keys) {
        byte[] value = before.get(key);
        if (value == null) {
          batch.delete(key);
        } else {
          batch.put(key, value);
        }
      }
      batch.commit(Durability.SYNCED);
    }
  }
}
