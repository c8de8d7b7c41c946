package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Results;
import dev.cairn.multiformats.Multihash;

/** The multihashes of the keys that a query finds. */
record MultihashListing(Results keys) implements CloseableIterator<Multihash> {

  @Override
  public boolean hasNext() {
    return keys.hasNext();
  }

  @Override
  public Multihash next() {
    return CompactLayout.multihash(keys.next().key());
  }

  @Override
  public void close() {
    keys.close();
  }
}
