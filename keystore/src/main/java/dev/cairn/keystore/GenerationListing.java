package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.multiformats.Multihash;

/** A listing that keeps the generation it reads. */
record GenerationListing(CloseableIterator<Multihash> multihashes, GenerationUse use)
    implements CloseableIterator<Multihash> {

  @Override
  public boolean hasNext() {
    return multihashes.hasNext();
  }

  @Override
  public Multihash next() {
    return multihashes.next();
  }

  @Override
  public void close() {
    use.close();
  }
}
