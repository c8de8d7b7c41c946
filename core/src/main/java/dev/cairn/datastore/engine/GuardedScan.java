package dev.cairn.datastore.engine;

import dev.cairn.datastore.Entry;

/** A scan of entries that holds something of an engine; see {@link GuardedIterator}. */
public abstract class GuardedScan extends GuardedIterator<Entry> {

  /**
   * Creates a scan that closes with the store of this lifecycle.
   *
   * @param lifecycle the store's, open
   */
  protected GuardedScan(Lifecycle lifecycle) {
    super(lifecycle);
  }
}
