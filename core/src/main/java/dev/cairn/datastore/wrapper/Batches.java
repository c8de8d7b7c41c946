package dev.cairn.datastore.wrapper;

import dev.cairn.datastore.Batching;
import dev.cairn.datastore.Datastore;
import dev.cairn.datastore.Datastores;

/** What wrappers that write in batches need of the store below. */
final class Batches {

  private Batches() {}

  /**
   * Returns {@code store}, which takes batches.
   *
   * @throws UnsupportedOperationException if it does not; the message names it
   */
  static Datastore required(Datastore store) {
    Batching unused = Datastores.require(store, Batching.class);
    return store;
  }
}
