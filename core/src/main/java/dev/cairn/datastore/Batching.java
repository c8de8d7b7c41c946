package dev.cairn.datastore;

/** A datastore that takes several writes in one step. */
public interface Batching extends Datastore {

  /** {@return a new, empty batch; the caller commits or closes it} */
  Batch batch();
}
