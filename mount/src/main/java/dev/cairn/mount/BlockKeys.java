package dev.cairn.mount;

import static dev.cairn.multiformats.Multibase.BASE32_UPPER;

import dev.cairn.datastore.Key;
import dev.cairn.datastore.KeyRange;
import dev.cairn.multiformats.MultiformatException;
import dev.cairn.multiformats.Multihash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys of blocks in a datastore, as Kubo writes them: the prefix, and below it the multihash in
 * RFC 4648 base32, upper case, without padding. Version and codec of a CID are not in them.
 */
final class BlockKeys {

  private final Key prefix;

  /** The prefix with the slash that ends it. */
  private final byte[] start;

  BlockKeys(Key prefix) {
    this.prefix = prefix;
    this.start = KeyRange.below(prefix).lower();
  }

  Key prefix() {
    return prefix;
  }

  /** Returns the key of a block. */
  Key of(Multihash multihash) {
    int nameLength = BASE32_UPPER.maxBareLength(multihash.size());
    byte[] key = Arrays.copyOf(start, start.length + nameLength);
    multihash.encodeToAscii(BASE32_UPPER, key, start.length);
    return Key.ofStored(key);
  }

  /** Returns the multihash whose key this is, or {@code null} where it is no block's. */
  @Nullable Multihash read(Key key) {
    if (!key.startsWith(start) || hasLowerCase(key)) {
      return null;
    }
    byte[] bytes = key.bytesWithoutCopy();
    try {
      return Multihash.fromBytes(
          BASE32_UPPER.decodeAscii(bytes, start.length, bytes.length - start.length));
    } catch (MultiformatException e) {
      return null;
    }
  }

  /** The base is read in either case; the key in lower case is another, which no block has. */
  private boolean hasLowerCase(Key key) {
    for (int i = start.length; i < key.length(); i++) {
      if (key.byteAt(i) >= 'a' && key.byteAt(i) <= 'z') {
        return true;
      }
    }
    return false;
  }
}
