package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How Kubo lays out the keystore in a datastore (go-libp2p-kad-dht, {@code provider/keystore}, with
 * the 16 path bits that Kubo uses): a key of {@value #KEY_LENGTH} characters, of which the first
 * {@value #PATH_BITS} bits of the Kademlia id are a path of zeros and ones, and the other 30 bytes
 * its last component, in base64url; the value is the multihash.
 *
 * <p>Keys with one path are a bucket. Buckets sort as ids do; what is in a bucket does not, since
 * the letters of base64 are in another order than the numbers that they stand for.
 */
final class KuboFormat {

  /** Where Kubo leaves the number of keys when it closes the store; it deletes it at opening. */
  static final Key SIZE = Key.of("/size");

  /** How many bits of an id make its bucket. */
  static final int PATH_BITS = 16;

  /** The characters of the path, with the slash that ends it. */
  static final int PATH_LENGTH = 2 * PATH_BITS + 1;

  static final int KEY_LENGTH = PATH_LENGTH + 40;

  private static final int LAST_BUCKET = (1 << PATH_BITS) - 1;
  private static final int PATH_BYTES = PATH_BITS / Byte.SIZE;

  private KuboFormat() {}

  /** Returns the key that Kubo gives to a multihash. */
  static Key key(Multihash multihash) {
    return keyOf(KademliaId.of(multihash).bytesWithoutCopy());
  }

  private static Key keyOf(byte[] id) {
    byte[] key = new byte[KEY_LENGTH];
    writePath(bucketOf(id, 0), key);
    byte[] rest =
        Base64.getUrlEncoder().encode(Arrays.copyOfRange(id, PATH_BYTES, KademliaId.BYTES));
    System.arraycopy(rest, 0, key, PATH_LENGTH, rest.length);
    return Key.ofStoredWithoutCopy(key);
  }

  private static void writePath(int bucket, byte[] key) {
    for (int bit = 0; bit < PATH_BITS; bit++) {
      key[2 * bit] = '/';
      key[2 * bit + 1] = (byte) ('0' + (bucket >> (PATH_BITS - 1 - bit) & 1));
    }
    key[PATH_LENGTH - 1] = '/';
  }

  /** Returns the first bits of an id of which there may be but a byte or none, the others 0. */
  private static int bucketOf(byte[] bytes, int idAt) {
    int high = idAt < bytes.length ? bytes[idAt] & 0xFF : 0;
    int low = idAt + 1 < bytes.length ? bytes[idAt + 1] & 0xFF : 0;
    return high << Byte.SIZE | low;
  }

  /** Returns the query for all entries, with their values, in the order of buckets. */
  static Query all() {
    return buckets(0, LAST_BUCKET);
  }

  /**
   * Returns the query for the buckets in which all entries lie whose keys in the {@link
   * CompactLayout} are in a range; it may find others, too.
   */
  static Query covering(KeyRange compact) {
    int first = 0;
    if (startsAsEntry(compact.lower())) {
      first = bucketOf(compact.lower(), CompactLayout.ID_AT);
    }
    int last = LAST_BUCKET;
    byte[] upper = compact.upper();
    if (upper != null && startsAsEntry(upper)) {
      last = bucketOf(upper, CompactLayout.ID_AT);
    }
    return buckets(first, last);
  }

  private static boolean startsAsEntry(byte[] bound) {
    byte[] start = CompactLayout.entryOf(new byte[0], 0, 0);
    return bound.length >= start.length
        && Arrays.equals(bound, 0, start.length, start, 0, start.length);
  }

  private static Query buckets(int first, int last) {
    byte[] from = new byte[PATH_LENGTH];
    writePath(first, from);
    byte[] to = new byte[PATH_LENGTH];
    writePath(last, to);
    to[PATH_LENGTH - 1]++; // behind all that lies below the path
    return Query.all()
        .from(Key.ofStored(Arrays.copyOf(from, PATH_LENGTH - 1)))
        .to(Key.ofStored(to))
        .orderedBy(Order.KEY);
  }

  /**
   * Returns the key that a stored entry has in the {@link CompactLayout}.
   *
   * @throws CorruptDataException if it is not as Kubo would have written it
   */
  static Key compactKey(Entry stored) {
    byte[] value = stored.value();
    try {
      Multihash.fromBytes(value);
    } catch (MultiformatException e) {
      throw corrupt(stored, "its value is no multihash: " + e.getMessage(), e);
    }
    byte[] id = KademliaId.sha256().digest(value);
    if (!stored.key().equals(keyOf(id))) {
      throw corrupt(stored, "it is not the key of the multihash that is its value", null);
    }
    byte[] name =
        ByteBuffer.allocate(CompactLayout.ID_BYTES + value.length)
            .put(id, 0, CompactLayout.ID_BYTES)
            .put(value)
            .array();
    return Key.ofStoredWithoutCopy(CompactLayout.entryOf(name, 0, name.length));
  }

  private static CorruptDataException corrupt(Entry stored, String why, @Nullable Throwable cause) {
    return new CorruptDataException(
        "the keystore in Kubo's layout holds the key %s: %s; a reset rebuilds it"
            .formatted(stored.key(), why),
        cause);
  }
}
