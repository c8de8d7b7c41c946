package dev.cairn.testkit;

import dev.cairn.datastore.GarbageCollection;

/** What {@link GarbageCollection} does: it gives back what can be given back now. */
public abstract class GarbageCollectionContract extends TidyingContract {

  /** Creates the contract for one test. */
  protected GarbageCollectionContract() {}

  @Override
  final void tidyUp() {
    claimed(GarbageCollection.class).collectGarbage();
  }
}
