package dev.cairn.keystore;

import dev.cairn.datastore.CorruptDataException;
import dev.cairn.datastore.Entry;
import dev.cairn.datastore.Filter;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Order;
import dev.cairn.datastore.Query;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Multihash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How multihashes lie in a datastore: each as one key with an empty value, {@code / tag, first 8
 * bytes of the Kademlia id, multihash}. Keys sort as ids do, so every prefix is one range of keys;
 * one of more than 64 bits is that of its first 64, of which the wrong ones are sorted out by
 * hashing again.
 *
 * <p>The tag, a byte, keeps what else there is to store apart. Engines write what neighbouring keys
 * have in common but once, so it takes next to no room.
 */
final class CompactLayout {

  /** The key of the {@link FormatRecord}. */
  static final Key FORMAT = Key.raw("format".getBytes(StandardCharsets.US_ASCII));

  static final byte[] EMPTY = {};

  static final int ID_BYTES = 8;

  private static final int ID_BITS = ID_BYTES * Byte.SIZE;
  private static final int TAG_AT = 1;

  /** Where in a key the id begins. */
  static final int ID_AT = TAG_AT + 1;

  private static final int MULTIHASH_AT = ID_AT + ID_BYTES;

  private CompactLayout() {}

  /** What a key stands for. */
  enum Tag {
    /** The keystore holds the multihash. */
    ENTRY('k'),
    /**
     * The multihash was added or removed while a reset was filling this datastore; the value says
     * which.
     */
    NOTE('n');

    private final byte code;

    Tag(char code) {
      this.code = (byte) code;
    }
  }

  /** Makes keys of multihashes; for one thread. */
  static final class Encoder {
    private final MessageDigest sha256 = KademliaId.sha256();

    Key entry(Multihash multihash) {
      return key(Tag.ENTRY, multihash);
    }

    Key key(Tag tag, Multihash multihash) {
      int start = MULTIHASH_AT - 1; // Key.raw puts the slash in front
      byte[] name = new byte[start + multihash.size()];
      multihash.writeTo(ByteBuffer.wrap(name, start, multihash.size()));
      sha256.update(name, start, multihash.size());
      name[0] = tag.code;
      System.arraycopy(sha256.digest(), 0, name, 1, ID_BYTES);
      return Key.raw(name);
    }
  }

  /** Returns the query for all keys of a tag, without values, in the order of ids. */
  static Query all(Tag tag) {
    return in(tag, KeyspacePrefix.ALL);
  }

  /**
   * Returns the query for the keys of a tag whose ids begin with {@code prefix}, without values, in
   * the order of ids.
   */
  static Query in(Tag tag, KeyspacePrefix prefix) {
    long first = prefix.firstBits();
    int bits = Math.min(prefix.length(), ID_BITS);
    long end = bits == 0 ? 0 : first + (1L << (ID_BITS - bits));
    // Where the region reaches to the end of the keyspace, its end wraps to 0.
    Key to = end == 0 ? Key.raw(new byte[] {(byte) (tag.code + 1)}) : bound(tag, end);
    Query query = Query.all().from(bound(tag, first)).to(to).orderedBy(Order.KEY).keysOnly();
    return prefix.length() <= ID_BITS ? query : query.filter(new Inside(prefix));
  }

  /** Whether the whole id of an entry lies in a region, which takes hashing it again. */
  private record Inside(KeyspacePrefix prefix) implements Filter {
    @Override
    public boolean test(Entry entry) {
      return prefix.contains(KademliaId.of(multihash(entry.key())));
    }
  }

  private static Key bound(Tag tag, long id) {
    return Key.raw(ByteBuffer.allocate(1 + ID_BYTES).put(tag.code).putLong(id).array());
  }

  /** Returns the bytes of the key of an entry; what is behind its tag comes from an array. */
  static byte[] entryOf(byte[] array, int start, int end) {
    byte[] key = new byte[ID_AT + end - start];
    key[0] = '/';
    key[TAG_AT] = Tag.ENTRY.code;
    System.arraycopy(array, start, key, ID_AT, end - start);
    return key;
  }

  /** Returns whether a key, which need not be one of this layout, has a tag. */
  static boolean has(Tag tag, Key key) {
    byte[] bytes = key.bytesWithoutCopy();
    return bytes.length > TAG_AT && bytes[TAG_AT] == tag.code;
  }

  /** Returns the key of the same multihash with another tag. */
  static Key withTag(Tag tag, Key key) {
    byte[] name = Arrays.copyOfRange(key.bytesWithoutCopy(), 1, key.length());
    name[0] = tag.code;
    return Key.raw(name);
  }

  /**
   * Returns the multihash of a key.
   *
   * @throws CorruptDataException if there is none in it
   */
  static Multihash multihash(Key key) {
    if (key.length() <= MULTIHASH_AT) {
      throw corrupt(key, "it is too short");
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(key.bytesWithoutCopy(), MULTIHASH_AT, key.length() - MULTIHASH_AT);
    Multihash multihash;
    try {
      multihash = Multihash.read(bytes);
    } catch (MultiformatException e) {
      throw corrupt(key, e.getMessage());
    }
    if (bytes.hasRemaining()) {
      throw corrupt(key, bytes.remaining() + " bytes follow its end");
    }
    return multihash;
  }

  private static CorruptDataException corrupt(Key key, @Nullable String why) {
    return new CorruptDataException(
        "the keystore holds a key without a multihash, %s: %s; a reset rebuilds it"
            .formatted(key, why));
  }
}
