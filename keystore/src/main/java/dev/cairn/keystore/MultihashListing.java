package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Results;
import dev.cairn.multiformats.Multihash;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The multihashes of the keys that a query finds, those of another region sorted out. */
final class MultihashListing implements CloseableIterator<Multihash> {

  private final Results keys;
  private final KeyspacePrefix prefix;
  private final boolean hashing;
  private @Nullable Multihash next;

  MultihashListing(Results keys, KeyspacePrefix prefix) {
    this.keys = keys;
    this.prefix = prefix;
    this.hashing = CompactLayout.needsHashing(prefix);
  }

  @Override
  public boolean hasNext() {
    if (!hashing) {
      return keys.hasNext();
    }
    while (next == null && keys.hasNext()) {
      Multihash candidate = CompactLayout.multihash(keys.next().key());
      if (prefix.contains(KademliaId.of(candidate))) {
        next = candidate;
      }
    }
    return next != null;
  }

  @Override
  public Multihash next() {
    if (!hashing) {
      return CompactLayout.multihash(keys.next().key());
    }
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Multihash result = next;
    next = null;
    return result;
  }

  @Override
  public void close() {
    keys.close();
  }
}
