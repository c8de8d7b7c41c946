package dev.cairn.keystore;

import dev.cairn.datastore.CloseableIterator;
import dev.cairn.datastore.Cursor;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;
import dev.cairn.datastore.Page;
import dev.cairn.datastore.Query;
import dev.cairn.datastore.Results;
import dev.cairn.keystore.CompactLayout.Tag;
import dev.cairn.multiformats.Multihash;

/** Reads the multihashes in a datastore. */
abstract class StoredView implements KeystoreView {

  private final Datastore store;

  StoredView(Datastore store) {
    this.store = store;
  }

  /** Returns the keys of all entries in their order, as they are now. */
  final Results keys() {
    return store.query(CompactLayout.all(Tag.ENTRY));
  }

  @Override
  public CloseableIterator<Multihash> get(KeyspacePrefix prefix) {
    return new MultihashListing(store.query(CompactLayout.in(Tag.ENTRY, prefix)));
  }

  @Override
  public boolean contains(Multihash multihash) {
    return store.has(new CompactLayout.Encoder().entry(multihash));
  }

  @Override
  public long countUpTo(KeyspacePrefix prefix, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("counting ends at 0 or more, not at " + limit);
    }
    if (prefix.length() == 0) {
      return Math.min(size(), limit);
    }
    Query query = CompactLayout.in(Tag.ENTRY, prefix);
    return Datastores.countUpTo(store, query, limit);
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size) {
    return multihashes(Datastores.page(store, CompactLayout.in(Tag.ENTRY, prefix), size));
  }

  @Override
  public MultihashPage page(KeyspacePrefix prefix, int size, Cursor cursor) {
    return multihashes(Datastores.page(store, CompactLayout.in(Tag.ENTRY, prefix), size, cursor));
  }

  private static MultihashPage multihashes(Page page) {
    return new MultihashPage(
        page.entries().stream().map(entry -> CompactLayout.multihash(entry.key())).toList(),
        page.next());
  }
}
