package dev.cairn.benchmarks;

import dev.cairn.datastore.Key;
import dev.cairn.keystore.KademliaId;
import dev.cairn.multiformats.Multihash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The reset of the original keystore, on a store of ours: each multihash lies under its Kademlia
 * id, the first 16 bits as components of a path and the rest in base64url; blind batches of 16,384,
 * a sync, and a scan that counts.
 */
final class BaselineReset {

  private static final int BATCH = 16_384;
  private static final int PATH_BITS = 16;

  private BaselineReset() {}

  /**
   * Fills an empty store.
   *
   * @throws Exception whatever the store throws
   */
  static void fill(KeyValues store, List<Multihash> multihashes) throws Exception {
    long bytes = 0;
    for (int from = 0; from < multihashes.size(); from += BATCH) {
      List<Multihash> part = multihashes.subList(from, Math.min(multihashes.size(), from + BATCH));
      byte[][] values = part.stream().map(Multihash::toBytes).toArray(byte[][]::new);
      store.putAll(part.stream().map(BaselineReset::key).toList(), values);
      bytes += Arrays.stream(values).mapToLong(value -> value.length).sum();
    }
    store.sync();
    if (store.scan(Key.ROOT) != bytes) {
      throw new IllegalStateException(store + " does not hold what was put there");
    }
  }

  /**
   * {@return how many of the multihashes were new, after they were put as the original does: a look
   * for each, one batch of the new ones, a sync}
   *
   * @throws Exception whatever the store throws
   */
  static int put(KeyValues store, List<Multihash> multihashes) throws Exception {
    List<Key> fresh = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    for (Multihash multihash : multihashes) {
      Key key = key(multihash);
      if (!store.has(key)) {
        fresh.add(key);
        values.add(multihash.toBytes());
      }
    }
    store.putAll(fresh, values.toArray(byte[][]::new));
    store.sync();
    return fresh.size();
  }

  /** {@return the key of a multihash} */
  static Key key(Multihash multihash) {
    byte[] id = KademliaId.of(multihash).toBytes();
    StringBuilder path = new StringBuilder();
    for (int bit = 0; bit < PATH_BITS; bit++) {
      int octet = id[bit / Byte.SIZE];
      path.append('/').append(octet >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1);
    }
    byte[] rest = Arrays.copyOfRange(id, PATH_BITS / Byte.SIZE, id.length);
    return Key.of(path.append('/').append(Base64.getUrlEncoder().encodeToString(rest)).toString());
  }
}
