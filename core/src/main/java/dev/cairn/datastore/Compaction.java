package dev.cairn.datastore;

/** The capability to tidy up on disk: what was deleted or overwritten gives its room back. */
public interface Compaction {

  /**
   * Compacts the part of the store that holds {@code range}; takes long, and the store stays
   * usable.
   *
   * @param range the keys
   */
  void compact(KeyRange range);
}
