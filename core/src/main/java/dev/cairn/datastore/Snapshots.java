package dev.cairn.datastore;

/** The capability to show the store as it is now, whatever is written later. */
public interface Snapshots {

  /**
   * {@return the store as it is now, for reading: every write to it is refused with {@link
   * ReadOnlyDatastoreException}; the caller closes it} A snapshot held for long keeps the engine
   * from giving up what was deleted since.
   */
  Datastore snapshot();
}
