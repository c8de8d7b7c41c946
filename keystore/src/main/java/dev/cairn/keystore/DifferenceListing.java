package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Key;
import dev.cairn.datastore.Results;
import dev.cairn.datastore.engine.Closing;
import dev.cairn.multiformats.Multihash;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The multihashes of one listing that another one lacks, both in the order of keys. */
final class DifferenceListing implements CloseableIterator<Multihash> {

  private final Results listing;
  private final Results others;
  private @Nullable Key next;
  private @Nullable Key other;

  DifferenceListing(Results listing, Results others) {
    this.listing = listing;
    this.others = others;
  }

  @Override
  public boolean hasNext() {
    while (next == null && listing.hasNext()) {
      Key candidate = listing.next().key();
      if (!isAmongOthers(candidate)) {
        next = candidate;
      }
    }
    return next != null;
  }

  private boolean isAmongOthers(Key candidate) {
    while ((other == null || other.compareTo(candidate) < 0) && others.hasNext()) {
      other = others.next().key();
    }
    return other != null && other.equals(candidate);
  }

  @Override
  public Multihash next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Multihash multihash = CompactLayout.multihash(next);
    next = null;
    return multihash;
  }

  @Override
  public void close() {
    Closing.all(List.of(listing, others));
  }
}
