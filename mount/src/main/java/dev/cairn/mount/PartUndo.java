package dev.cairn.mount;

import dev.cairn.datastore.Batch;
import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Durability;
import dev.cairn.datastore.Expiring;
import dev.cairn.datastore.Key;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a store held before a part of a batch was applied to it. */
interface PartUndo {

  /** Of a part that is never undone. */
  PartUndo NOTHING = () -> {};

  /** Puts it back, and forces it to the medium. */
  void apply();

  /** Reads what the store of a part holds now; nobody writes to the keys of the part. */
  static PartUndo of(BatchPart part) {
    Mounted mounted = part.mounted();
    Set<Key> keys = new LinkedHashSet<>();
    part.operations().forEach(operation -> keys.add(operation.key()));
    Map<Key, byte[]> before =
        mounted.call("read what a batch writes over", store -> store.getAll(keys));
    Map<Key, Instant> expirations = new HashMap<>();
    Optional<Expiring> expiring = mounted.store().capability(Expiring.class);
    expiring.ifPresent(
        able ->
            before
                .keySet()
                .forEach(
                    key -> able.expiration(key).ifPresent(time -> expirations.put(key, time))));
    return () ->
        mounted.run(
            "take back a batch",
            store -> {
              putBack(store, keys, before);
              expirations.forEach((key, time) -> expiring.orElseThrow().expireAt(key, time));
            });
  }

  private static void putBack(Datastore store, Set<Key> keys, Map<Key, byte[]> before) {
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
