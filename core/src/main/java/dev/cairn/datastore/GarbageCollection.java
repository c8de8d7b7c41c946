package dev.cairn.datastore;

/** The capability to give back room that the store holds and does not need. */
public interface GarbageCollection {

  /** Gives back what can be given back now. */
  void collectGarbage();
}
