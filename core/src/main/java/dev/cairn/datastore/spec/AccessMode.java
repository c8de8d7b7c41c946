package dev.cairn.datastore.spec;

/** What a store is opened for. */
public enum AccessMode {
  /** Reading and writing; created where it does not exist. */
  READ_WRITE,
  /** Reading alone; it has to exist, and every write is refused. */
  READ_ONLY
}
